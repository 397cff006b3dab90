// Numbers and texts as bytes: the encoding that screens are written in.
import { decodeText, encodeText } from './utf8.ts';

/** A buffer that grows as it is written to; all numbers are unsigned. */
export class Writer {
  private bytes = new Uint8Array(8 * 1024);
  private at = 0;

  byte(value: number): void {
    if (this.at === this.bytes.length) this.grow(1);
    this.bytes[this.at++] = value;
  }

  /** LEB128 (DWARF 5, 7.6): seven bits a byte, the low ones first; up to 32 bits. */
  number(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Its length in bytes, then UTF-8. */
  text(text: string): void {
    this.block(encodeText(text));
  }

  /** Its length, then the bytes. */
  block(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.rest(bytes);
  }

  /** The bytes alone, without their length. */
  rest(bytes: Uint8Array): void {
    if (this.at + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  done(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }

  private grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + by));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads what a {@link Writer} wrote. @throws Error when the bytes end too early or are not a Writer's. */
export class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Error('the screen ends too early');
    return value;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw new Error('a number of the screen has more than 32 bits');
  }

  text(): string {
    return decodeText(this.block());
  }

  block(): Uint8Array {
    const length = this.number();
    if (length > this.left) throw new Error('the screen ends too early');
    const block = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return block;
  }
}
