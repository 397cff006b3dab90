// A name that nothing else has, for a loaded page or one life of a text.

/** A viewer's page is no secure context and has no randomUUID. */
export function randomName(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('-');
}
