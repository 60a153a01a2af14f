export default {
  // Read from its directory, where its WebAssembly files are.
  serverExternalPackages: ["vestibule"],
};
