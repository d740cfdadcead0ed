// engine/types/shape.ts
function sizeOf(shape) {
  return shape.reduce((product, dim) => product * dim, 1);
}
function stridesOf(shape) {
  const strides = new Array(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}
function sameShape(a, b) {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}
function broadcastShapes(a, b) {
  const rank = Math.max(a.length, b.length);
  const out = [];
  for (let i = 0; i < rank; i++) {
    const p = a[a.length - rank + i] ?? 1;
    const q = b[b.length - rank + i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return void 0;
    out.push(p === 1 ? q : p);
  }
  return out;
}
function normalizeAxis(axis, rank) {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw new Error(`internal: axis ${axis} of a tensor of rank ${rank}`);
  return normal;
}
function formatShape(shape) {
  return shape.length === 0 ? "scalar" : shape.join("\xD7");
}

// engine/ir/prims.ts
function apply(rules, equation, ...rest) {
  return rules[equation.prim](equation.params, ...rest);
}

// engine/ir/random.ts
var MIX_MULTIPLIERS = [2146121005, 2221713035];
var MIX_SHIFTS = [16, 15, 16];
function mix(x) {
  x ^= x >>> MIX_SHIFTS[0];
  x = Math.imul(x, MIX_MULTIPLIERS[0]);
  x ^= x >>> MIX_SHIFTS[1];
  x = Math.imul(x, MIX_MULTIPLIERS[1]);
  x ^= x >>> MIX_SHIFTS[2];
  return x >>> 0;
}
function uniformAt(key, index) {
  return (mix(index + key >>> 0) >>> 8) / 16777216;
}
function streamKey(seed, stream) {
  return mix((mix(seed >>> 0) ^ mix(stream + 2654435769 >>> 0)) >>> 0);
}
function hashName(name) {
  let hash = 2166136261;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  return hash >>> 0;
}
function randomStream(seed, name) {
  const key = streamKey(seed, hashName(name));
  let index = 0;
  return () => uniformAt(key, index++);
}
function normalFrom(uniform) {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
function permutation(size, uniform) {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

export {
  sizeOf,
  stridesOf,
  sameShape,
  broadcastShapes,
  normalizeAxis,
  formatShape,
  apply,
  MIX_MULTIPLIERS,
  MIX_SHIFTS,
  mix,
  uniformAt,
  streamKey,
  hashName,
  randomStream,
  normalFrom,
  permutation
};
//# sourceMappingURL=chunk-J7SP52UT.mjs.map
