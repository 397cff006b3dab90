// Which program is in the foreground of a terminal, and whether it waits for keys, from proc(5).
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { startOf, statOf } from '../system/proc.ts';

/** Positions in `/proc/PID/stat` behind the command's name (proc_pid_stat(5), fields 5, 7, 8). */
const PGRP = 2;
const TTY_NR = 4;
const TPGID = 5;

/** Kernel functions in which a process waits for the terminal itself: n_tty_read and what it calls. */
const READS_TTY = /^(n_tty_read|wait_woken|tty_read)/;
/** Those in which it waits for one of several files, as readline does. */
const POLLS = /^(poll_schedule_timeout|do_select|do_poll|do_sys_poll|do_pselect)/;

/**
 * `shell`: the pane's own, or what it became by exec. `program`: another one. `unknown`: the kernel does not show it.
 * `waits`: whether it waits for keys: a shell for those of its next line, a program as far as the kernel shows it.
 */
export type Foreground = { is: 'shell' | 'program' | 'unknown'; name: string; waits(): boolean };

/** How the deck starts a pane's bash; what the shell becomes by exec has other arguments. */
const OWN_BASH = /\0--rcfile\0/;

const UNKNOWN: Foreground = { is: 'unknown', name: 'a program', waits: () => false };

/** Finds the pane's own shell among the processes of a terminal, once, and then looks at it. */
export class ForegroundSight {
  private shell: { pid: number; start: string } | undefined;

  /** @param tty path of the terminal, `/dev/pts/N`; with an empty one everything is unknown. */
  constructor(private readonly tty: string) {}

  /** @param pid the shell's pid in its own process namespace. */
  look(pid: number): Foreground {
    const shell = this.find(pid);
    if (!shell) return UNKNOWN;
    const stat = statOf(shell);
    const foreground = Number(stat[TPGID]);
    if (!(foreground > 0)) return UNKNOWN;
    const name = nameOf(foreground);
    if (Number(stat[PGRP]) === foreground) return { is: 'shell', name, waits: () => shellWaits(shell, name) };
    return { is: 'program', name, waits: () => waitsForKeys(foreground, shell, this.tty) };
  }

  /** Whether the shell is still the bash that the deck has started. */
  isOwnBash(pid: number): boolean {
    const shell = this.find(pid);
    return shell !== undefined && OWN_BASH.test(commandLine(shell));
  }

  private find(inner: number): number | undefined {
    if (this.shell && startOf(this.shell.pid) === this.shell.start) return this.shell.pid;
    this.shell = undefined;
    const number = ttyNumber(this.tty);
    if (number === undefined || inner === 0) return undefined;
    const found = pids()
      .filter((pid) => Number(statOf(pid)[TTY_NR]) === number && innerPid(pid) === inner)
      .map((pid) => ({ pid, start: startOf(pid) }))
      // A namespace inside the pane may have the same number again, but later.
      .sort((a, b) => Number(a.start) - Number(b.start));
    this.shell = found[0];
    return this.shell?.pid;
  }
}

/** bash reads lines by pselect(2) and read(2); its builtins that read a line call read(2) at once. */
function shellWaits(pid: number, name: string): boolean {
  const at = waitChannel(pid);
  return POLLS.test(at) || (name !== 'bash' && READS_TTY.test(at));
}

/** Whether a foreground job is one process that waits for the terminal, and for nothing else. */
function waitsForKeys(group: number, shell: number, tty: string): boolean {
  const members = pids().filter((pid) => Number(statOf(pid)[PGRP]) === group);
  if (members.length !== 1) return false;
  const at = waitChannel(group);
  if (READS_TTY.test(at)) return true;
  return POLLS.test(at) && opensOnly(group, shell, tty);
}

/** Whether all that a process has open, but for what it has from the shell, is the terminal and never waited for. */
function opensOnly(pid: number, shell: number, tty: string): boolean {
  try {
    const given = openFiles(shell);
    const open = openFiles(pid);
    const waited = open.filter((path) => /^(socket|pipe|anon_inode):/.test(path) && !given.includes(path));
    return open.includes(tty) && waited.length === 0;
  } catch {
    // Another user's.
    return false;
  }
}

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The pid in the innermost process namespace; undefined if it can't be read. */
function innerPid(pid: number): number | undefined {
  try {
    const line = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return line === undefined ? undefined : Number(line.trim().split(/\s+/).at(-1));
  } catch {
    return undefined;
  }
}

/** The kernel function that it sleeps in; '' or '0' if it runs or may not be seen. */
function waitChannel(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/wchan`, 'utf8');
  } catch {
    return '';
  }
}

/** Each argument ends with a NUL. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a program';
  }
}

/** The number of a terminal as `tty_nr` has it; the kernel's new_encode_dev(), as glibc's makedev keeps it in rdev. */
function ttyNumber(tty: string): number | undefined {
  if (tty === '') return undefined;
  try {
    const { rdev } = statSync(tty);
    // Node's rdev is glibc's dev_t: minor in bits 0 to 7 and 20 up, major in bits 8 to 19. tty_nr is the same there.
    return rdev;
  } catch {
    return undefined;
  }
}
