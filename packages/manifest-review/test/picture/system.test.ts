// What is drawn of a system: several equal links as one.
import { drawingOf, type System } from '../../picture/system';

test('a link that all parts of a frame have is one line from the frame', () => {
  const part = (id: string, group?: string) => ({ id, label: id, kind: 'service' as const, group });
  const link = (from: string, to: string) => ({ from, to, kind: 'request' as const, label: '' });
  const system: System = {
    name: 's',
    parts: [part('a', 'g'), part('b', 'g'), part('x'), part('y')],
    links: [link('a', 'x'), link('a', 'y'), link('b', 'x'), link('b', 'a'), link('x', 'y')],
  };
  expect(drawingOf(system).lines.map(({ from, to, group }) => [group ?? from, to])).toEqual([
    ['g', 'x'],
    ['a', 'y'],
    ['b', 'a'],
    ['x', 'y'],
  ]);
});
