import type { Emitter } from '../emit.ts';

/** Writes what a node does in the operators of ONNX. Throws `Foreign` where there are none for its arguments. */
export type Write = (e: Emitter) => void;
/** By the operator's name in PyTorch, without its overload. */
export type Writers = Readonly<Record<string, Write>>;
