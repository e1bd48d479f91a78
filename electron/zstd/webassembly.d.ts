/** What Node has of WebAssembly that is used here; its own types say nothing of it. */
declare namespace WebAssembly {
  class Module {
    private readonly isModule;
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }
  interface WebAssemblyInstantiatedSource {
    readonly module: Module;
    readonly instance: Instance;
  }
}
