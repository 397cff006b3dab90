// Places and handshakes: a crowd of one role doesn't block another.
import { expect, it } from 'vitest';
import { Admission } from './admission.ts';

it('keeps the speaker’s and the remotes’ places when viewers fill theirs', () => {
  let now = 0;
  const admission = new Admission(() => now);
  const left: (() => void)[] = [];
  for (let i = 0; i < 400; i++) {
    now += 100;
    const admitted = admission.take('viewer');
    if (admitted.ok) left.push(admitted.leave);
    else expect(admitted).toMatchObject({ status: 503 });
  }
  expect(left).toHaveLength(120);
  expect(admission.take('speaker').ok).toBe(true);
  expect(admission.take('remote').ok).toBe(true);
  left[0]!();
  left[0]!();
  now += 1000;
  expect([admission.take('viewer').ok, admission.take('viewer').ok]).toEqual([true, false]);
  expect(admission.peers).toBe(122);
});

it('refuses too many handshakes with 429, for that role alone', () => {
  const admission = new Admission(() => 0);
  let refused: unknown;
  for (let i = 0; i < 1000; i++) {
    const admitted = admission.take('viewer');
    if (admitted.ok) admitted.leave();
    else refused ??= admitted;
  }
  expect(refused).toMatchObject({ status: 429 });
  expect(admission.take('speaker').ok).toBe(true);
});
