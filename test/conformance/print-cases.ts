/** Prints all layers' cases as JSON, for `make_layer_fixtures.py`. */
import { LAYERS } from '../../engine/layers/index.ts';
import { describeCase, layerCases } from './layer-program.ts';

console.log(
  JSON.stringify(
    Object.fromEntries(
      LAYERS.filter(({ examples }) => examples.length > 0).map((layer) => [
        layer.id,
        layerCases(layer).map((one) => describeCase(layer, one)),
      ]),
    ),
  ),
);
