// The SSO of the page. Whoever signs up is let in.

import { serve } from "vestibule/service-worker";

serve({ settings: { signup: { is_confirmation_needed: false, is_approval_needed: false } } });
