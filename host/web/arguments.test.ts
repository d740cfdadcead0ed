import path from 'node:path';
import { expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

it('reads a file, a port and whether a browser is wanted', () => {
  expect(readArguments([])).toEqual({ file: null, port: 47613, open: true });
  expect(readArguments(['a.loom', '--port', '0', '--no-open'])).toEqual({
    file: path.resolve('a.loom'),
    port: 0,
    open: false,
  });
  expect(readArguments(['a.loom', '-h'])).toBeNull();
});

it('says what it does not know or cannot use', () => {
  expect(() => readArguments(['--prot', '80'])).toThrow("'--prot'");
  expect(() => readArguments(['--port', 'abc'])).toThrow('It is abc.');
  expect(() => readArguments(['--port', '70000'])).toThrow('up to 65535');
});
