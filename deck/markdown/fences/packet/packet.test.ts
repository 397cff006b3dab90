// The packet fence: what it draws, and faults when the slide and the source differ.
import { expect, test } from 'vitest';
import { buildDeck } from '../../deck.ts';
import { formatFault } from '../../fault.ts';
import { talk } from '../../sample.ts';

const CODE = `fn look(ctx: TcContext) -> Result<i32, i32> {
    let ethertype: u16 = unsafe { ptr_at(&ctx, 12)? };
    if ethertype != 0x0008 {
        return Ok(0);
    }

    let protocol: u8 = unsafe { ptr_at(&ctx, 23)? };
    Ok(protocol)
}
`;
const ETHERNET = 'ethernet: 92 f5 8a 16 af e8 be 33 36 91 cc 93 [08 00] | 08 00 is <IPv4>';
const IPV4 = 'ipv4: 45 00 00 54 ea 03 40 00 40 [01] 3c 5f | 01 is ICMP';
const ICMP = 'icmp: 08 00';

async function build(body: string[], code = CODE, info = 'src=main.rs region=look') {
  const text = ['# Packet', '', `\`\`\`packet ${info}`, ...body, '```'].join('\n');
  const { deck, faults } = await buildDeck({
    talk,
    folder: 'slides',
    files: [{ file: 'slides/01.md', text }],
    diagrams: { read: () => undefined, names: () => [] },
    source: (path) => (path === 'main.rs' ? code : undefined),
    look: () => undefined,
  });
  return { html: deck.html, faults: faults.map(formatFault) };
}

test('each byte has its offset, and all elements of one read are one fragment', async () => {
  const { html, faults } = await build([ETHERNET, IPV4, ICMP]);
  expect(faults).toEqual([]);
  expect([...html.matchAll(/data-offset="(\d+)"/g)].map(([, offset]) => Number(offset))).toEqual([
    ...Array(28).keys(),
  ]);
  const parts = [
    ...html.matchAll(/class="(\S+) fragment custom (\w+)" data-read="(\d+)" data-fragment-index="(\d)"/g),
  ];
  expect(parts.map(([, ...part]) => part.join(' '))).toEqual([
    'packet-check ethernet 12 0',
    'packet-check ipv4 23 1',
    'packet-pill ethernet 12 0',
    'packet-cell ethernet 12 0',
    'packet-cell ethernet 12 0',
    'packet-meaning ethernet 12 0',
    'packet-pill ipv4 23 1',
    'packet-cell ipv4 23 1',
    'packet-meaning ipv4 23 1',
  ]);
  expect(html).toContain('ptr_at(&amp;ctx, <span class="packet-number">12</span>)? };');
});

test('the drawing is described in words', async () => {
  expect(/aria-label="([^"]*)"/.exec((await build([ETHERNET, IPV4, ICMP])).html)?.[1]).toBe(
    'The first 28 bytes of a packet in rows of 14. Ethernet: bytes 0 to 13. IPv4: bytes 14 to 25. ' +
      'ICMP: bytes 26 to 27. Line 2 of the code reads bytes 12 to 13: 08 00 is &lt;IPv4&gt;. ' +
      'Line 7 of the code reads byte 23: 01 is ICMP.',
  );
});

test('a read that was moved, widened or added in the source is a fault of the slide', async () => {
  const moved = CODE.replace('23', '24');
  expect((await build([ETHERNET, IPV4, ICMP], moved)).faults).toEqual([
    'slides/01.md:3: line 7 of look reads at 24, which is not marked; put the byte at 24 in brackets, or remove the read',
    'slides/01.md:5: look no longer reads at 23, which is marked here; it reads at 12, 24; move the brackets or fix the code',
  ]);
  const wide = CODE.replace('protocol: u8', 'protocol: u32');
  expect((await build([ETHERNET, IPV4, ICMP], wide)).faults).toEqual([
    'slides/01.md:5: line 7 of look reads 4 at 23, but the brackets have 1; put 4 in brackets',
  ]);
  const more = CODE.replace(
    '    Ok(protocol)',
    '    let again: u8 = ptr_at(&ctx, 23)?;\n    ptr_at(&ctx, OFF)',
  );
  expect((await build([ETHERNET, IPV4, ICMP], more)).faults).toEqual([
    'slides/01.md:3: line 9 of look reads at "OFF"; write the offset as a number, so that the slide can show its byte',
    'slides/01.md:3: line 8 of look reads at 23 again; read it once',
  ]);
});

test('code that does not fit beside its rows is a fault', async () => {
  expect((await build([ETHERNET, IPV4, ICMP], CODE.replace('}\n\n', '}\n'))).faults).toEqual([
    'slides/01.md:3: the reads at 12 and 23 are on lines 2 and 6; put them at least 5 lines apart, the height of a row of cells, in order',
  ]);
  expect(
    (await build([ETHERNET, IPV4, ICMP], CODE.replace('\n}\n', `\n${'    a();\n'.repeat(11)}}\n`))).faults,
  ).toEqual(['slides/01.md:3: look has 20 lines, but 19 fit beside a packet; shorten it']);
});

test('bytes that cannot be read are faults at their own lines', async () => {
  expect((await build(['ethernet: 92 f', 'udp: 00', 'ipv4: [01]', 'ipv4: 01 | IPv4'])).faults).toEqual([
    'slides/01.md:4: cannot read the bytes "ethernet: 92 f"; write "ipv4: 45 00 [01] 3c | 01 is ICMP": a layer, its bytes, and brackets around those that are read',
    'slides/01.md:5: unknown layer "udp"; use one of ethernet, ipv4, icmp',
    'slides/01.md:6: marked bytes without a meaning; write the meaning after |, only on lines with bytes in brackets',
    'slides/01.md:7: a meaning without marked bytes; write the meaning after |, only on lines with bytes in brackets',
  ]);
  expect((await build([`${ETHERNET}`, `ipv4:${' 00'.repeat(15)}`])).faults).toEqual([
    'slides/01.md:5: 15 bytes, but this row of 14 has room for 14; put only 14 on this line, and the rest on the next',
  ]);
  expect((await build([ETHERNET, 'ipv4: 45 [00] | no', 'ipv4: [01] | two'])).faults).toEqual([
    'slides/01.md:5: 2 marks in one row of 14 bytes; put brackets around the bytes that the code reads, once per row',
  ]);
});

test('a missing file or function is a fault', async () => {
  expect((await build([ETHERNET], CODE, 'src=none.rs region=look')).faults).toEqual([
    'slides/01.md:3: there is no file none.rs; write its path below the project’s folder, or ./ and its path below the talk’s',
  ]);
  expect((await build([ETHERNET], CODE, 'src=main.rs region=see')).faults).toEqual([
    'slides/01.md:3: main.rs has no region see; use look',
  ]);
});
