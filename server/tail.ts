// Where a byte stream may be cut: finds what a terminal has not finished reading. Parses no meaning.

const ESC = 0x1b;
const BEL = 0x07;

/**
 * The bytes at the end of `bytes` that belong to an unfinished escape sequence or UTF-8 character, to be sent
 * again behind a snapshot. Sequence forms: ECMA-48 5.4 (CSI), 5.6 (control strings); UTF-8: RFC 3629.
 */
export function unfinishedTail(bytes: Uint8Array): Uint8Array {
  const start = bytes.lastIndexOf(ESC);
  if (start >= 0 && !isFinished(bytes, start)) {
    // ESC \ may be cut in two while it ends a string; then the string itself is what is unfinished.
    const opener = start === bytes.length - 1 ? openString(bytes, start) : -1;
    return bytes.subarray(opener >= 0 ? opener : start);
  }
  return bytes.subarray(utf8Cut(bytes));
}

function isFinished(bytes: Uint8Array, esc: number): boolean {
  const kind = bytes[esc + 1];
  if (kind === undefined) return false;
  if (kind === 0x5b) {
    for (let i = esc + 2; i < bytes.length; i++) if (bytes[i]! >= 0x40 && bytes[i]! <= 0x7e) return true;
    return false;
  }
  if (isStringOpener(kind)) return kind === 0x5d && bytes.indexOf(BEL, esc) >= 0;
  for (let i = esc + 1; i < bytes.length; i++) if (bytes[i]! >= 0x30 && bytes[i]! <= 0x7e) return true;
  return false;
}

/** OSC ], DCS P, SOS X, PM ^, APC _ */
function isStringOpener(byte: number | undefined): boolean {
  return byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f;
}

function openString(bytes: Uint8Array, before: number): number {
  const esc = bytes.lastIndexOf(ESC, before - 1);
  return esc >= 0 && isStringOpener(bytes[esc + 1]) && bytes.indexOf(BEL, esc) < 0 ? esc : -1;
}

function utf8Cut(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return need > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
