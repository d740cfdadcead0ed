/** What Chinese engineers write in Latin letters, too: names of people and models, acronyms, symbols, numbers. */
export const LATIN: ReadonlySet<string> = new Set(
  (
    'Adadelta, Adafactor, Adagrad, Adam, Adamax, AdamW, AlexNet, ALiBi, AMSGrad, B0, B1, B2, B3, B4, BERT, CELU, CLIP, ' +
    'ConvNeXt, DenseNet, EfficientNet, ELU, FCN, GEGLU, GELU, Gelu, GELU (tanh), GLU, GoogLeNet, GPT, GRU, ' +
    'Hard sigmoid, Hard swish, Hard tanh, Hugging Face, Inception v3, k, K, L1, L2, LAMB, Leaky ReLU, LeNet-5, Lion, Llama, ' +
    'Log softmax, LSTM, Maxout, Mish, MNIST CNN, MobileNet v1, MobileNet v2, MobileNet v3, NAdam, Nesterov, NFC, NFD, ' +
    'NFKC, NFKD, PR AUC, ' +
    'PReLU, RAdam, ReGLU, ReLU, Relu, ReLU6, ResNet, RMSprop, ROC AUC, RReLU, R², SE-ResNet, SELU, SGD, ShuffleNet v2, Sigmoid, ' +
    'SiLU, Snake, Softmax, Softmin, Softplus, Softsign, SqueezeNet, SwiGLU, Swin Transformer, T5, Tanh, torchvision, U-Net, VGG, ' +
    'Vision Transformer, ZFNet, Mixup, CutMix, RandAugment, AugMix' +
    ', UTF-8, UTF-16 LE, UTF-16 BE, Windows-1251, Windows-1252, ISO 8859-2, GB 18030, Big5, Shift JIS, EUC-KR'
  ).split(', '),
);
