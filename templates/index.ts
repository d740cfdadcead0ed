/** Every template there is, in the gallery's order. */
import { alexnet } from './alexnet.ts';
import { cifarDensenet } from './cifar-densenet.ts';
import { cifarResnet } from './cifar-resnet.ts';
import { autoencoder, denoisingAutoencoder, lenet5, logisticRegression, mlp } from './classics.ts';
import { convnext } from './convnext.ts';
import type { Template } from './define.ts';
import { dyingRelu, explodingRnn, overfitting, vanishing, xavierHe, zeroStart } from './demonstrations.ts';
import { diffusion } from './diffusion.ts';
import { densenet } from './densenet.ts';
import { googlenet, inceptionV3 } from './inception.ts';
import { clip } from './transformers/clip.ts';
import { llama } from './transformers/llama.ts';
import { efficientnet, mobilenet, mobilenetV2, mobilenetV3 } from './mobilenet.ts';
import { mnistCnnTemplate } from './mnist-cnn.ts';
import { resnet, seResnet } from './resnet.ts';
import { fcn, unet } from './segmentation.ts';
import { shufflenet } from './shufflenet.ts';
import { squeezenet } from './squeezenet.ts';
import { seq2seq } from './seq2seq.ts';
import { forecaster, languageModel, sequenceTagger, tcn, textClassifier, textCnn } from './sequences.ts';
import { swin } from './transformers/swin.ts';
import { t5 } from './transformers/t5.ts';
import { bert, encoderClassifier, gpt, transformer, vit } from './transformers/transformers.ts';
import { vae } from './vae.ts';
import { vgg } from './vgg.ts';
import { zfnet } from './zfnet.ts';

export type { Template } from './define.ts';

export const TEMPLATES: readonly Template[] = [
  mnistCnnTemplate,
  logisticRegression,
  mlp,
  lenet5,
  autoencoder,
  denoisingAutoencoder,
  vae,
  alexnet,
  zfnet,
  vgg,
  googlenet,
  inceptionV3,
  resnet,
  seResnet,
  cifarResnet,
  densenet,
  cifarDensenet,
  squeezenet,
  mobilenet,
  mobilenetV2,
  mobilenetV3,
  shufflenet,
  efficientnet,
  convnext,
  diffusion,
  unet,
  fcn,
  textClassifier,
  languageModel,
  sequenceTagger,
  forecaster,
  textCnn,
  tcn,
  seq2seq,
  encoderClassifier,
  bert,
  gpt,
  llama,
  transformer,
  t5,
  vit,
  swin,
  clip,
  vanishing,
  explodingRnn,
  zeroStart,
  xavierHe,
  overfitting,
  dyingRelu,
];

export const templateOf = (id: string): Template | undefined => TEMPLATES.find((template) => template.id === id);
