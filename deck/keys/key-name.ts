// Names a key as a US keyboard has it, where the layout or macOS's Option made another character of it.

export type KeyName = Pick<KeyboardEvent, 'key'> &
  Partial<Pick<KeyboardEvent, 'code' | 'shiftKey' | 'getModifierState'>>;

/** What `KeyboardEvent.key` is when the layout gives no character. */
const NONE: readonly string[] = ['Dead', 'Process', 'Unidentified'];
const CODES: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Slash: ['/', '?'],
  Period: ['.', '>'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Space: [' ', ' '],
};

/**
 * The key's name; letters in lower case. ASCII characters are what the layout says. Any other character (Option+R on
 * macOS, a Cyrillic or Greek layout) counts as the key at that place on a US keyboard. AltGr's characters are meant.
 */
export function usualKey(press: KeyName): string {
  const { key, code = '', shiftKey } = press;
  const named = key.length > 1 && !NONE.includes(key);
  if (named || (key.length === 1 && key >= ' ' && key <= '~'))
    return key.length === 1 ? key.toLowerCase() : key;
  if (press.getModifierState?.('AltGraph')) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  return letter ?? CODES[code]?.[shiftKey ? 1 : 0] ?? key;
}
