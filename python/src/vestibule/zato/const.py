"""Constants of the SSO."""


class approval_status:
    """A super-user's decision about an account."""

    before_decision = "before_decision"
    approved = "approved"
    rejected = "rejected"


class signup_status:
    """Whether a sign-up was confirmed."""

    before_confirmation = "before_confirmation"
    final = "final"


class auth_type:
    """How the user of a session was authenticated."""

    default = "default"
    basic_auth = "basic_auth"
    jwt = "jwt"


class search:
    """How the criteria of a search for names are combined."""

    and_ = "and"
    or_ = "or"
