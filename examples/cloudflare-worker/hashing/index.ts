// Hashes passwords for the SSO.

export { default } from "vestibule/workerd/hashing";
