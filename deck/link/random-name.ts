// A unique name, for an attached terminal or for a text since it was last loaded.

/** `crypto.randomUUID` would not do: a viewer's page is not a secure context and lacks it. */
export function randomName(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('-');
}
