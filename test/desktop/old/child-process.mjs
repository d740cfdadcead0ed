// `node:child_process` without V8's serializer.
import children from 'node:child_process';
import { asText } from './message.mjs';

export * from 'node:child_process';
export function fork(file, args, options) {
  const child = children.fork(file, args, { ...options, serialization: 'json' });
  asText(child);
  return child;
}
