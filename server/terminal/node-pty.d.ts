// Types of node-pty under the name it is installed by; the package declares them under its own name only.
/// <reference path="../../node_modules/node-pty/node-pty.d.ts" />
declare module 'node-pty' {
  export * from '@lydell/node-pty';
}
