/** Every exported TypeScript project against the engine, and the types of all templates: `npm run test:typescript`. */
import { TEMPLATES } from '../../templates/index.ts';
import { CASES } from './cases.ts';
import { holdProjects } from './typescriptProjects.ts';

holdProjects(
  CASES,
  TEMPLATES.map(({ id }) => id),
);
