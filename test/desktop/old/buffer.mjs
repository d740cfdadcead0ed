// `node:buffer` with what Node 18.14 added.
import buffer from 'node:buffer';

export * from 'node:buffer';
export function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
export default buffer;
