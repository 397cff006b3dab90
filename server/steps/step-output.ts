// The output of a step's command: the newest of it, and whether it shows what the step expects.
import { stripVTControlCharacters } from 'node:util';

/** How much output `expect` is matched against, in characters; the newest counts. */
const OUTPUT_CHARS = 256 * 1024;

const START_MARK = '\x1b]133;C;';

/** Text of a stream, joined only when it is read, since output may flood. */
export class StepOutput {
  private readonly pieces: string[] = [];
  private chars = 0;
  private readonly decoder = new TextDecoder();

  get empty(): boolean {
    return this.chars === 0;
  }

  add(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes, { stream: true });
    if (text === '') return;
    this.pieces.push(text);
    this.chars += text.length;
    while (this.chars - this.pieces[0]!.length >= OUTPUT_CHARS) this.chars -= this.pieces.shift()!.length;
  }

  /** Whether the start mark of a command is in it. */
  get started(): boolean {
    return this.all().includes(START_MARK);
  }

  /** As people read it. Output comes in larger pieces than marks, so this leaves out the echo before the start mark. */
  text(): string {
    const output = this.all();
    const mark = output.indexOf(START_MARK);
    return readable(mark < 0 ? output : output.slice(output.indexOf('\x07', mark) + 1));
  }

  /** All of it, as people read it. */
  whole(): string {
    return readable(this.all());
  }

  /** What stands between Enter and the next prompt: all lines that have ended. */
  printed(): string {
    const text = this.whole();
    return text.slice(0, text.lastIndexOf('\n') + 1).trim();
  }

  /** The lines of {@link text} that have ended. */
  lines(): string[] {
    return this.text().split('\n').slice(0, -1);
  }

  private all(): string {
    return this.pieces.join('').slice(-OUTPUT_CHARS);
  }
}

function readable(output: string): string {
  return stripVTControlCharacters(output).replaceAll('\r', '');
}
