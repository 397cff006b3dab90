// The messages between the server and the part that runs as root, one JSON object per line.

/** Server to root part. Shells run as the speaker; namespaces, cgroups and rights are up to the root part. */
export type ToLab =
  /** Make the lab, or on the `stage` only what contains the panes. The first message, sent once. */
  | {
      t: 'open';
      network: 'lab' | 'stage';
      iface: string;
      address: string;
      peer: string;
      demos: string[];
    }
  /** Start a shell on the terminal `tty`, which must belong to the speaker. */
  | {
      t: 'start';
      id: number;
      demo: string;
      tty: string;
      cwd: string;
      /** The whole environment of the shell. */
      env: Record<string, string>;
      /** Text of the shell's start-up file. */
      rc: string;
    }
  /** End a pane and everything it started. */
  | { t: 'end'; id: number };

/** Root part to server. */
export type FromLab =
  | { t: 'opened' }
  | { t: 'failed'; why: string; fix: string }
  | { t: 'exit'; id: number; status: number | null }
  /** A line to print, such as what was removed of an earlier run. */
  | { t: 'note'; text: string };

/** Cuts a byte stream into JSON lines. Other lines are dropped: sudo and node may print some. */
export function readLines<T>(onMessage: (message: T) => void): (chunk: Buffer | string) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk.toString();
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{')) continue;
      try {
        onMessage(JSON.parse(line) as T);
      } catch {}
    }
  };
}
