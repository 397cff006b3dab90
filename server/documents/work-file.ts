// One declared file on disk: read, written whole or not at all, and checked for changes by other programs.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { MAX_DOCUMENT_CHARS } from '../../protocol/document.ts';

/** The most UTF-8 bytes per character, as JavaScript counts characters. */
const MAX_BYTES = 3 * MAX_DOCUMENT_CHARS;

/** A file below a folder; links on the way are not followed. */
export class WorkFile {
  private readonly path: string;
  /** Size, time and inode of the file when it was last read or written here. */
  private seen = '';

  /**
   * @param folder absolute; it may not exist yet.
   * @param name relative, as talk.ts has it.
   * @throws Error when the name leads out of the folder.
   */
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.path = resolve(folder, name);
    const from = relative(folder, this.path);
    if (from === '' || from.startsWith(`..${sep}`) || from === '..' || from.startsWith(sep)) {
      throw new Error(`${name} leaves its folder`);
    }
  }

  /** Whether another program has changed it since then. */
  changed(): boolean {
    return this.print() !== this.seen;
  }

  /** Makes the next check take the file for changed. */
  forget(): void {
    this.seen = '';
  }

  /**
   * @returns null when there is no such file.
   * @throws Error when it is not a plain file of this folder, or too long.
   */
  read(): string | null {
    const print = this.print();
    if (print === '') {
      this.seen = '';
      return null;
    }
    this.check();
    const file = openSync(this.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const tooLong = () => new Error(`${this.name} is too long to be edited on a slide`);
      if (fstatSync(file).size > MAX_BYTES) throw tooLong();
      const text = readFileSync(file, 'utf8');
      if (text.length > MAX_DOCUMENT_CHARS) throw tooLong();
      this.seen = print;
      return text.replaceAll('\r\n', '\n');
    } finally {
      closeSync(file);
    }
  }

  /**
   * Writes a new file beside it and renames that, so that no program reads half of it.
   * @throws Error when its folder is missing, or not the one in talk.ts.
   */
  write(text: string): void {
    this.check();
    const fresh = join(dirname(this.path), `.${basename(this.path)}.deck`);
    rmSync(fresh, { force: true });
    const mode = lstatSync(this.path, { throwIfNoEntry: false })?.mode ?? 0o644;
    writeFileSync(fresh, text, { flag: 'wx', mode: mode & 0o777 });
    renameSync(fresh, this.path);
    this.seen = this.print();
  }

  private print(): string {
    const stat = lstatSync(this.path, { throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : '';
  }

  /** A link below the folder could lead to another file than the one in talk.ts. */
  private check(): void {
    const real = realpathSync(dirname(this.path));
    const wanted = resolve(realpathSync(this.folder), dirname(this.name));
    if (real !== wanted) throw new Error(`a folder of ${this.name} is a link; it is not followed`);
    const stat = lstatSync(this.path, { throwIfNoEntry: false });
    if (stat && !stat.isFile()) throw new Error(`${this.name} is no plain file`);
  }
}
