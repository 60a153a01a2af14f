"""Zato's status codes: `status_code.auth.not_allowed` is `E005001`."""


class status_code:
    """Statuses, and sub-statuses by group."""

    ok = "ok"
    warning = "warning"
    error = "error"

    class username:
        invalid = "E001001"
        exists = "E001002"
        too_long = "E001003"
        has_whitespace = "E001004"

    class user_id:
        invalid = "E001100"

    class email:
        invalid = "E002001"
        exists = "E002002"
        too_long = "E002003"
        has_whitespace = "E002004"
        missing = "E002005"

    class password:
        invalid = "E003001"
        too_short = "E003002"
        too_long = "E003003"
        expired = "E003004"
        w_about_to_exp = "W003005"
        e_about_to_exp = "E003006"
        must_send_new = "E003007"
        not_complex_enough = "E003008"

    class app_list:
        invalid = "E004001"
        no_signup = "E004002"

    class auth:
        not_allowed = "E005001"
        locked = "E005002"
        invalid_signup_status = "E005003"
        not_approved = "E005004"
        super_user_required = "E005005"
        no_such_sign_up_token = "E005006"  # noqa: S105  # A code.
        sign_up_confirmed = "E005007"
        totp_missing = "E005008"

    class metadata:
        not_allowed = "E006001"

    class session:
        no_such_session = "E007001"
        expired = "E007002"

    class common:
        invalid_operation = "E008001"
        invalid_input = "E008002"
        missing_input = "E008003"
        internal_error = "E008004"

    class attr:
        already_exists = "E009001"
        no_such_attr = "E009002"

    class password_reset:
        could_not_access = "E010001"
