/** What `project-process.ts` ends with where it cannot read TypeScript. */
export const NO_TYPESCRIPT = 87;
