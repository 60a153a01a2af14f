"""People who exist, for requests that are made up.

A request of Schemathesis's own is nearly always refused at the door: its UST is nobody's. So most
get a UST, a user ID, a token that is somebody's, where they have a place for one. What is put
in follows from the request itself and not from chance, so that a run can be repeated.
"""

import base64
import hashlib
import json
import os
import random
import subprocess
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["SSO_URL"]
# The command that makes a super-user, but for the name.
CREATE = json.loads(os.environ["SSO_CREATE_SUPER_USER"])
PASSWORD = "correct horse battery staple"

# A linked credential, as in `settings.toml`.
CREDENTIAL = "billing"
CREDENTIAL_PASSWORD = "billing's own"

ATTRIBUTES = [
    {"name": "phone", "value": "+49 30 1234", "encrypt": True},
    {"name": "colours", "value": ["red", {"shade": 7}]},
]

# Requests after which everybody begins anew, for some log people out, lock or delete them.
GENERATION = 50
# Of a hundred keys that could be somebody's, so many are.
TRUE = 75


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
    """A super-user, an approved user, and somebody who waits."""

    def __init__(self, number):
        self.number = number
        self.boss = f"boss.{number}"
        self.ann = f"ann.{number}"
        subprocess.run([*CREATE, self.boss, "--password", PASSWORD], check=True, capture_output=True)
        self.boss_ust = self.log_in(self.boss)["ust"]
        self.ann_id = self.signed_up(self.ann)
        call("POST", "/user/approve", self.by_boss(user_id=self.ann_id))
        self.ann_ust = self.log_in(self.ann)["ust"]
        self.waiting_id = self.signed_up(f"ben.{number}")
        self.tokens = 0
        call("POST", "/user/attr", self.by_boss(user_id=self.ann_id, data=ATTRIBUTES))
        mine = {"current_ust": self.boss_ust, "target_ust": self.ann_ust, "current_app": "CRM"}
        call("POST", "/session/attr", {**mine, "data": ATTRIBUTES})
        listed = call("GET", "/user/session/list", self.by_boss(user_id=self.ann_id))
        self.session_ids = [session["session_id"] for session in listed["result"]]
        link = {"auth_type": "basic_auth", "auth_username": CREDENTIAL}
        call("POST", "/user/linked", self.by_boss(user_id=self.ann_id, **link))

    def log_in(self, username):
        body = {"username": username, "password": PASSWORD, "current_app": "CRM"}
        return call("POST", "/user/login", body)

    def by_boss(self, **keys):
        return {"ust": self.boss_ust, "current_app": "CRM", **keys}

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

    def new_token(self):
        self.tokens += 1
        return self.token(f"cid.{self.number}.{self.tokens}")

    def something(self, key, pick):
        """What a key could have, if it is one that is somebody's."""
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
                return pick([attribute["name"] for attribute in ATTRIBUTES])
            case "credential":
                return self.ann
            case "auth_type":
                return "basic_auth"
            case "auth_username":
                return CREDENTIAL
            case "current_app":
                return pick(["CRM", "CRM", "CRM", "Sales"])
            case "app_list":
                return ["CRM"]
            case "confirm_token":
                return self.new_token()
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
            self.people = People(generation)
        return self.people


TOWN = Town()


def authorize(case, value):
    case.headers = {**(case.headers or {}), "Authorization": value}


@schemathesis.hook
def before_call(context, case, kwargs):
    people = TOWN.people_now()
    seed = json.dumps([case.method, case.path, case.query, case.body], default=repr, sort_keys=True)
    dice = random.Random(hashlib.sha256(seed.encode("utf-8", "replace")).digest())
    header = dice.randrange(10)
    if header == 0:
        authorize(case, f"Bearer {people.ann_ust}")
    if header == 1:
        pair = f"{CREDENTIAL}:{CREDENTIAL_PASSWORD}".encode()
        basic = base64.b64encode(pair).decode()
        authorize(case, f"Basic {basic}")
    if header <= 1:
        for inputs in (case.query, case.body):
            if isinstance(inputs, dict):
                for key in ("ust", "current_ust", "target_ust"):
                    inputs.pop(key, None)
    for inputs in (case.query, case.body):
        if not isinstance(inputs, dict):
            continue
        for key in [*inputs, "current_app", *(["ust"] if header > 1 else [])]:
            value = people.something(key, dice.choice)
            if value is not None and dice.randrange(100) < TRUE:
                inputs[key] = value
