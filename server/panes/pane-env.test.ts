// A pane's environment: only what is on the list.
import { expect, it } from 'vitest';
import { paneEnv } from './pane-env.ts';

it('has no variable of the server that is not on the list', () => {
  const ours = {
    AWS_SECRET: 'x',
    LD_PRELOAD: 'x',
    SSH_AUTH_SOCK: 'x',
    NODE_OPTIONS: 'x',
    PATH: '/evil',
    TZ: 'UTC',
  };
  const env = paneEnv(ours, { RUSTC_BOOTSTRAP: 'aya_ebpf' });
  expect(Object.keys(env).sort()).toMatchInlineSnapshot(`
    [
      "CARGO_NET_OFFLINE",
      "COLORTERM",
      "GIT_PAGER",
      "HOME",
      "LANG",
      "LOGNAME",
      "NIX_CONFIG",
      "PAGER",
      "PATH",
      "RUSTC_BOOTSTRAP",
      "SHELL",
      "TERM",
      "TZ",
      "USER",
    ]
  `);
  expect(env.PATH).not.toContain('/evil');
  expect(env.TZ).toBe('UTC');
});
