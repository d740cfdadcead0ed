// engine/ir/program.ts
function stateNames(program) {
  const inputs = new Set(program.inputs.map((input) => input.name));
  return program.outputs.map((output) => output.name).filter((name) => inputs.has(name));
}

export {
  stateNames
};
//# sourceMappingURL=chunk-OQTRKZ7N.mjs.map
