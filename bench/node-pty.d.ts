// Types of node-pty under the name that it is installed by; the package declares only its own name.
/// <reference path="../node_modules/node-pty/node-pty.d.ts" />
declare module 'node-pty' {
  export * from '@lydell/node-pty';
}
