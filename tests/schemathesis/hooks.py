"""Existing users, for generated requests.

A request that Schemathesis generates is nearly always refused, because its UST is invalid. So most
requests get a valid UST, user ID or token in the keys for these. The values depend only on the
request itself and not on chance, so that a run can be repeated.
"""

import atexit
import base64
import hashlib
import json
import os
import random
import subprocess
import sys
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["SSO_URL"]
# The command that creates a super-user, without the name.
CREATE = json.loads(os.environ["SSO_CREATE_SUPER_USER"])
PASSWORD = "correct horse battery staple"

# A linked credential, as in `settings.toml`, and one that requests may link.
CREDENTIAL = "billing"
CREDENTIAL_PASSWORD = "billing's own"
OTHER_CREDENTIAL = "printing"

ATTRIBUTES = [
    {"name": "phone", "value": "+49 30 1234", "encrypt": True},
    {"name": "colours", "value": ["red", {"shade": 7}]},
]

NAMES = [attribute["name"] for attribute in ATTRIBUTES]

# Number of requests after which new users are created, because requests log users out, lock or delete
# them.
GENERATION = 50
# Operations with a mailed token; mails are not read here.
MAILED = {
    ("POST", "/zato/sso/user/signup/disown"),
    ("PATCH", "/zato/sso/password/reset"),
    ("DELETE", "/zato/sso/password/reset"),
}
# Number of requests after which every operation has to have succeeded.
ENOUGH = 4_000
# Percentage of keys that get a valid value after the operation has succeeded once; before, all do.
TRUE = 85

# Operations that have succeeded at least once, as `("POST", "/zato/sso/user/login")`.
DONE = set()


def described():
    """The keys of each operation's input, as `("POST", "/zato/sso/user/login")`."""
    with urllib.request.urlopen(f"{URL}/openapi.json", timeout=30) as response:
        document = json.loads(response.read())
    schemas = document["components"]["schemas"]
    operations = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            keys = {parameter["name"] for parameter in operation.get("parameters", [])}
            content = operation.get("requestBody", {}).get("content", {})
            for part in content.get("application/json", {}).get("schema", {}).get("allOf", []):
                name = part.get("$ref", "").rpartition("/")[2]
                keys.update(schemas.get(name, part).get("properties", {}))
            operations[method.upper(), path] = keys
    return operations


KEYS = described()


def needed(keys):
    """Keys that the rules need although the parser does not, beside the application and `ust`."""
    if "auth_username" in keys:
        return ["user_id", "auth_type", "auth_username"]
    if "target_ust" in keys and "ust" not in keys:
        return ["current_ust", "target_ust"]
    return []


def makes_something(method, keys):
    """Whether an operation creates an account or attributes."""
    return method == "POST" and ("value" in keys or {"username", "password", "email"} <= keys)


def call(method, path, body):
    """The JSON of an answer, or nothing if it is a refusal."""
    request = urllib.request.Request(
        f"{URL}/zato/sso{path}", json.dumps(body).encode(), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or "{}")
    except urllib.error.HTTPError:
        return {}


class People:
    """A super-user, an approved user, and a user who waits for a decision."""

    def __init__(self, number, before):
        self.number = number
        self.boss = f"boss.{number}"
        self.ann = f"ann.{number}"
        subprocess.run([*CREATE, self.boss, "--password", PASSWORD], check=True, capture_output=True)
        self.boss_ust = self.log_in(self.boss)["ust"]
        self.ann_id = self.signed_up(self.ann)
        call("POST", "/user/approve", self.by_boss(user_id=self.ann_id))
        self.ann_ust = self.log_in(self.ann)["ust"]
        self.waiting_id = self.signed_up(f"ben.{number}")
        self.newcomers = 0
        call("POST", "/user/attr", self.by_boss(user_id=self.ann_id, data=ATTRIBUTES))
        mine = {"current_ust": self.boss_ust, "target_ust": self.ann_ust, "current_app": "CRM"}
        call("POST", "/session/attr", {**mine, "data": ATTRIBUTES})
        listed = call("GET", "/user/session/list", self.by_boss(user_id=self.ann_id))
        self.session_ids = [session["session_id"] for session in listed["result"]]
        if before:
            # A credential is linked to one account, and the earlier boss may be deleted.
            before.boss_ust = self.boss_ust
            before.unlink()
        self.link("POST", self.ann_id, CREDENTIAL)

    def log_in(self, username):
        body = {"username": username, "password": PASSWORD, "current_app": "CRM"}
        return call("POST", "/user/login", body)

    def by_boss(self, **keys):
        return {"ust": self.boss_ust, "current_app": "CRM", **keys}

    def link(self, method, user_id, credential):
        link = {"auth_type": "basic_auth", "auth_username": credential}
        return call(method, "/user/linked", self.by_boss(user_id=user_id, **link))

    def unlink(self):
        for user_id in (self.ann_id, self.waiting_id):
            for credential in (CREDENTIAL, OTHER_CREDENTIAL):
                self.link("DELETE", user_id, credential)

    def prepare(self, method, path):
        """Undoes the effect of earlier requests on links, before a link is created or removed."""
        match method, path:
            case "POST", "/zato/sso/user/linked":
                self.link("DELETE", self.ann_id, OTHER_CREDENTIAL)
                self.link("DELETE", self.waiting_id, OTHER_CREDENTIAL)
            case "DELETE", "/zato/sso/user/linked":
                self.link("POST", self.ann_id, CREDENTIAL)

    def token(self, username):
        body = {
            "username": username,
            "email": f"{username}@example.com",
            "password": PASSWORD,
            "current_app": "CRM",
            "app_list": ["CRM"],
        }
        return call("POST", "/user/signup", body)["confirm_token"]

    def signed_up(self, username):
        """Their user ID, which only the list of those who wait says. Strangers make it long: they go."""
        call("POST", "/user/signup/confirm", {"confirm_token": self.token(username)})
        while waiting := call("GET", "/user/signup", self.by_boss(page_size=100)):
            for user in waiting:
                if user["username"] == username:
                    return user["user_id"]
                call("POST", "/user/reject", self.by_boss(user_id=user["user_id"]))
        raise RuntimeError(f"{username} is not among those who wait")

    def newcomer(self):
        self.newcomers += 1
        return f"cid.{self.number}.{self.newcomers}"

    def something(self, key, pick, is_new):
        """What a key could have, if it is one that is somebody's."""
        if is_new:
            match key:
                case "username" | "name":
                    return self.newcomer()
                case "email":
                    return f"{self.newcomer()}@example.com"
                case "data":
                    return [{"name": self.newcomer(), "value": 7}]
        match key:
            case "ust" | "current_ust" | "target_ust":
                return pick([self.boss_ust, self.boss_ust, self.ann_ust])
            case "user_id":
                return pick([self.ann_id, self.waiting_id])
            case "username":
                return pick([self.ann, self.boss])
            case "password" | "old_password" | "new_password":
                return PASSWORD
            case "email":
                return f"{self.ann}@example.com"
            case "session_id":
                return pick(self.session_ids)
            case "name":
                return pick(NAMES)
            case "credential":
                return self.ann
            case "auth_type":
                return "basic_auth"
            case "auth_username":
                return pick([CREDENTIAL, OTHER_CREDENTIAL])
            case "current_app":
                return "CRM"
            case "app_list":
                return ["CRM"]
            case "confirm_token":
                return self.token(self.newcomer())
            case "status":
                return "to-confirm"
        return None


class Town:
    """Everybody there is at the moment."""

    def __init__(self):
        self.requests = 0
        self.people = None

    def people_now(self):
        generation, within = divmod(self.requests, GENERATION)
        self.requests += 1
        if within == 0:
            self.people = People(generation, self.people)
        return self.people


TOWN = Town()


def authorize(case, value):
    case.headers = {**(case.headers or {}), "Authorization": value}


@schemathesis.hook
def before_call(context, case, kwargs):
    people = TOWN.people_now()
    method = case.method.upper()
    people.prepare(method, case.path)
    seed = json.dumps([case.method, case.path, case.query, case.body], default=repr, sort_keys=True)
    dice = random.Random(hashlib.sha256(seed.encode("utf-8", "replace")).digest())
    is_done = (method, case.path) in DONE
    true = TRUE if is_done else 100
    header = dice.randrange(10) if is_done else None
    if header == 0:
        authorize(case, f"Bearer {people.ann_ust}")
    if header == 1:
        pair = f"{CREDENTIAL}:{CREDENTIAL_PASSWORD}".encode()
        basic = base64.b64encode(pair).decode()
        authorize(case, f"Basic {basic}")
    keys = KEYS.get((method, case.path), set())
    is_new = makes_something(method, keys)
    for inputs in (case.query, case.body):
        if not isinstance(inputs, dict):
            continue
        for key in dict.fromkeys([*inputs, "current_app", "ust", *needed(keys)]):
            if header in (0, 1) and key.endswith("ust"):
                inputs.pop(key, None)
                continue
            value = people.something(key, dice.choice, is_new)
            if key == "data" and value is None:
                value = NAMES if inputs is case.query else ATTRIBUTES
            if value is not None and dice.randrange(100) < true:
                inputs[key] = value
        # `name` takes precedence over the batch.
        if "data" in inputs and dice.randrange(100) < true:
            inputs.pop("name", None)


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 200 and b'"error"' not in response.content:
        DONE.add((case.method.upper(), case.path))


@atexit.register
def require_everything():
    """Every operation has to succeed at least once; otherwise it would not be tested."""
    if TOWN.requests < ENOUGH:
        return
    missing = sorted(KEYS.keys() - DONE - MAILED)
    if missing:
        print("Never done:", *(f"{method} {path}" for method, path in missing), sep="\n  ")
        sys.stdout.flush()
        os._exit(1)
