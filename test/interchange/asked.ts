/** What a run of these long tests is told by variables: words of `NAME="a b"`, and what a model leaves open by `SET="sr=16000"`. */
import type { Given } from '../../engine/importers/define.ts';

export const words = (name: string): string[] => (process.env[name] ?? '').split(/\s+/).filter((word) => word !== '');

export const said: Given = Object.fromEntries(
  words('SET').map((pair): [string, number] => {
    const [name = '', value] = pair.split('=');
    return [name, Number(value)];
  }),
);
