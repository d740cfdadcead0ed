import { type Document, targetKeys } from '../../engine/graph/document.ts';
import { problem, stopAtErrors, UserError } from '../../engine/problems.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { type Command, out, required } from '../define.ts';
import { RAW, RUNTIME_OPTIONS, WEIGHTS } from '../options.ts';
import { withModel } from '../predict-file.ts';
import { readTensors, writeTensors } from '../tensors.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';
import type { TargetTypes } from '../../engine/passes/compile.ts';
import { tensorNames, type TrainedModel } from '../../engine/train/trained.ts';

export const gradients: Command = {
  name: 'gradients',
  calls: ['FILE --weights FILE --input FILE --target FILE --output FILE'],
  doc: 'Writes the gradient of every weight for one batch, to compare with other programs.',
  more: 'The loss is printed.',
  positionals: [1, 1],
  options: {
    weights: WEIGHTS,
    input: { value: 'FILE', doc: 'The rows that go in: .npy, .npz or .safetensors.' },
    target: { value: 'FILE', doc: 'What is right for them, in such a file.' },
    output: { value: 'FILE', doc: 'Where the gradients go: .npz or .safetensors.' },
    raw: RAW,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    const targets = await readTensors(required(args, 'target'));
    const targetOf = (document: Document, key: string): Tensor => {
      const given =
        targets.get(key) ??
        (document.training.losses.length === 1 && targets.size === 1 ? targets.values().next().value : undefined);
      if (given) return given;
      throw new UserError(
        problem('data-mismatch', {
          input: phrase('target-called', { name: verbatim(key) }),
          expected: phrase('tensor-of-its-name'),
          received: tensorNames([...targets.keys()]),
        }),
      );
    };
    const keys = (document: Document) => targetKeys(document.training);
    const typesOf = (document: Document): TargetTypes =>
      Object.fromEntries(
        keys(document).map((key) => {
          const { dtype, shape } = targetOf(document, key);
          return [key, { dtype, shape: ['N', ...shape.slice(1)] }];
        }),
      );
    const write = async (loaded: TrainedModel): Promise<void> => {
      const { document, session, model } = loaded;
      const { feeds, rows } = loaded.feeds(
        Object.fromEntries(await readTensors(required(args, 'input'))),
        args.options.raw === true,
      );
      for (const key of keys(document)) feeds[`target:${key}`] = targetOf(document, key);
      stopAtErrors(loaded.strayTargets(feeds));
      const results = await session.run('gradients', rows, {
        ...feeds,
        '@seed': tensor('int32', [], [document.training.seed]),
      });
      const named = new Map(
        model.weights.filter(({ trainable }) => trainable).map(({ name }) => [name, results[`gradient:${name}`]!]),
      );
      await writeTensors(required(args, 'output'), named);
      out(JSON.stringify({ loss: results.loss!.data[0] }));
    };
    await withModel(args, write, typesOf);
    return 0;
  },
};
