/** The panels of the dock, in their order. */
import { Code, CodeTools } from './code/Code.tsx';
import { Data } from './data/Data.tsx';
import type { DockPanel } from './dock/Dock.tsx';
import { Layers } from './statistics/LayerStatistics.tsx';
import { ProblemCount, Problems } from './problems/Problems.tsx';
import { Results } from './results/Results.tsx';
import { Runs } from './runs/Runs.tsx';
import { Training, TrainingTools } from './training/Training.tsx';

export const DOCK_PANELS: readonly DockPanel[] = [
  { id: 'training', title: 'Training', Tools: TrainingTools, Panel: Training },
  { id: 'layers', title: 'Layers', Panel: Layers },
  { id: 'results', title: 'Results', Panel: Results },
  { id: 'data', title: 'Data', Panel: Data },
  { id: 'code', title: 'Code', Tools: CodeTools, Panel: Code },
  { id: 'problems', title: 'Problems', Badge: ProblemCount, Panel: Problems },
  { id: 'runs', title: 'Runs', Panel: Runs },
];
