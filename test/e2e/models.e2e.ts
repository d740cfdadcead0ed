/** Models of other programs as a person brings them: dropped, told about, given weights and adapters. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema } from 'onnx-buf';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { constant, node } from '../../engine/targets/onnxFile/graph.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { expect, test } from './host.ts';
import { dockOf, dropped, droppedOn } from './walk.ts';

/** Two products, between them an operator that no layer is. */
function modelWithForeigner(): Uint8Array {
  const dims = (sizes: readonly (string | number)[]) => ({
    dim: sizes.map((size) => ({
      value:
        typeof size === 'string'
          ? { case: 'dimParam' as const, value: size }
          : { case: 'dimValue' as const, value: BigInt(size) },
    })),
  });
  const typed = (name: string, sizes: readonly (string | number)[]) => ({
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType: 1, shape: dims(sizes) } } },
  });
  const graph = create(GraphProtoSchema, {
    name: 'small',
    node: [
      node('Gemm', ['x', 'first.weight', 'first.bias'], ['h'], { transB: 1 }),
      node('Bernoulli', ['h'], ['a']),
      node('Gemm', ['a', 'last.weight', 'last.bias'], ['y'], { transB: 1 }),
    ],
    initializer: [
      constant('first.weight', 'float32', [3, 4], Array<number>(12).fill(0.5)),
      constant('first.bias', 'float32', [3], [0, 0, 0]),
      constant('last.weight', 'float32', [2, 3], Array<number>(6).fill(0.25)),
      constant('last.bias', 'float32', [2], [1, 2]),
    ],
    input: [typed('x', ['N', 4])],
    output: [typed('y', ['N', 2])],
  });
  const opsetImport = [{ domain: '', version: 21n }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 9n, opsetImport, graph }));
}

test('a model is dropped, its report read, and weights and adapters are put on it', async ({ page, shell }, {
  outputDir,
}) => {
  const model = path.join(outputDir, 'small.onnx');
  const weights = path.join(outputDir, 'other.safetensors');
  const adapters = path.join(outputDir, 'adapters');
  mkdirSync(adapters, { recursive: true });
  writeFileSync(model, modelWithForeigner());
  const zeros = (...shape: number[]) => tensor('float32', shape);
  writeFileSync(
    weights,
    writeSafetensors(
      new Map([
        ['first.weight', zeros(3, 4)],
        ['first.bias', zeros(3)],
        ['last.weight', zeros(5, 3)],
        ['more', zeros(1)],
      ]),
    ),
  );
  const config = { peft_type: 'LORA', r: 2, lora_alpha: 4, target_modules: ['first'], bias: 'none' };
  writeFileSync(path.join(adapters, 'adapter_config.json'), JSON.stringify(config));
  const within = 'base_model.model.first.lora_';
  writeFileSync(
    path.join(adapters, 'adapter_model.safetensors'),
    writeSafetensors(
      new Map([
        [`${within}A.weight`, zeros(2, 4)],
        [`${within}B.weight`, zeros(3, 2)],
      ]),
    ),
  );

  await page.goto(shell.url);
  await dropped(page, model);
  const report = page.getByRole('dialog', { name: 'Import of small.onnx' });
  await expect(report).toContainText('there is no layer for Bernoulli');
  await report.getByRole('button', { name: 'Done' }).click();
  await dockOf(page)
    .getByRole('tab', { name: /^Problems/ })
    .click();
  await expect(dockOf(page).getByText('so what stands before it does not learn: first.')).toBeVisible();

  await droppedOn(page, weights);
  const list = page.getByRole('dialog', { name: 'Weights from other.safetensors' });
  await expect(list.getByRole('region', { name: 'New' }).getByRole('listitem')).toHaveText([
    'last.weight 2×3, the file has 5×3',
    'last.bias 2, not in the file',
  ]);
  await expect(list.getByRole('region', { name: 'Left over in the file' }).getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');

  await droppedOn(page, adapters);
  await expect(page.getByRole('dialog', { name: /^Weights from/ })).toContainText('first.lora');
});
