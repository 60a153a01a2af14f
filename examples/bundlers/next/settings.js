// Whoever signs up is let in. In earnest the key is a secret of the deployment.

export const settings = {
  main: { keys: [process.env.VESTIBULE_KEY] },
  signup: { is_confirmation_needed: false, is_approval_needed: false },
};
