/** The command line. */
export const cli = {
  'cli.noCommand': '没有命令“{{name}}”。可用命令：{{commands}}。',
  'cli.missing': '缺少 --{{name}}。',
  'cli.whole': '--{{name}} 必须是不小于 {{min}} 的整数，现在是 {{value}}。',
  'cli.engine': '--engine 必须是 onnx 或 tfjs，现在是 {{value}}。',
  'cli.usage': '用法：loom {{call}}',
  'cli.noCase': '没有基准“{{name}}”。有：{{cases}}。',
  'cli.noProblems': '没有问题。',
  'cli.addon.not': '未安装附加组件 {{name}}。',
  'cli.available': '可用。',
  'cli.notAvailable': '不可用：{{reason}}',
  'cli.addon.done': '附加组件 {{name}} 已安装。',
  'cli.addon.stopped': '已停止。未安装附加组件 {{name}}。',
  'cli.split': '--split 必须是 train、validation 或 test。',
  'cli.noExport': '不能导出为“{{name}}”。可导出为：{{exports}}。',
  'cli.noTemplate': '没有模板“{{name}}”。有：{{templates}}。',
  'cli.set': '--set 需要 NAME=VALUE，现在是“{{value}}”。',
  'cli.noSetting': '{{title}} 没有设置“{{name}}”。有：{{settings}}。',
  'cli.kind': '--kind 必须是 train 或 predict，现在是 {{value}}。',
  'cli.stage': '--stage 必须是 {{stages}} 之一，现在是 {{value}}。',
  'cli.keep': '--keep 必须是 best 或 last，现在是 {{value}}。',
  'cli.freezeOrRate': '--freeze 与 --kept-rate 不能同时使用。',
  'cli.onResume': '继续的运行沿用其开始时的设置：--resume 只能再带 --epochs 和 --steps，不能带 {{option}}。',
  'cli.needsFreeze': '--moving-statistics 需要 --freeze。',
  'cli.needsWeights': '{{option}} 需要 --weights。',
  'cli.keptRate': '--kept-rate 必须是不小于 0 的数，现在是 {{value}}。',
  'cli.noneKept': '没有层能从 {{file}} 保留其全部权重：名称与形状都不符。',
  'cli.training':
    '在 {{engine}}、{{device}}、{{threads}} 个线程上训练“{{name}}”：{{parameters}} 个参数，{{rows}} 行，每轮 {{steps}} 步。',
  'cli.ending': '{{file}} 必须以 .npy、.npz、.safetensors 或 .csv 结尾。',
  'cli.oneTensor': '{{file}} 只能存一个张量，而这里有 {{number}} 个。请使用 .npz 或 .safetensors。',
  'cli.check.doc': '列出文档的问题；有错误时退出码为 1。',
  'cli.summary.doc':
    '各层的输出形状、参数、单个样本的乘加次数和该批大小下的内存；总计、训练的峰值内存，以及本机能容纳的最大批大小。给出权重（.safetensors 或 PyTorch .pth 文件，或运行文件夹）时：从它们开始的训练保留哪些、哪些是新的、哪些剩余。',
  'cli.train.doc':
    '训练并写入运行文件夹（默认：runs/NAME-TIME）。--epochs 指定训练多少轮；只用 --steps 时指定训练多少步，学习率调度即跨越这些步；两者并用时在这些轮中训练到该步数为止。Ctrl+C 停止并留下检查点；--resume 按运行开始时的设置由此继续，若给出 --epochs 或 --steps（从头计数）则到新的终点。--weights 从某次运行、.safetensors 或 PyTorch .pth 文件的权重开始，只取名称与形状相符的；`loom summary FILE --weights FILE` 列出哪些相符。保留全部权重的层用 --freeze 保持不变，批归一化的滑动统计也不变，训练以其归一化；加上 --moving-statistics 则以每批自身的统计归一化并更新滑动统计。或以学习率的 X 倍学习。--keep 指定最后一轮后保留谁的权重：验证最佳的一轮，或最后一步。',
  'cli.evaluate.doc':
    '权重（.safetensors 或 PyTorch .pth 文件，或运行文件夹）在数据某一划分上的损失和指标，以 JSON 输出。',
  'cli.predict.doc':
    '在 IN 的各行上运行网络（.npy、.npz、.safetensors 或 .csv；多个输入按其输入节点的 id），行的形式与数据集相同，并写出输出。IN 也可以是图片（.png、.jpg 等）或图片文件夹：它们会变为输入所需的灰度或彩色及尺寸。使用 --raw 时 IN 的值不经变换直接进入网络。',
  'cli.gradients.doc': '一个批的损失（打印）和每个权重的梯度（写为 .npz 或 .safetensors）：用于与其他程序比较。',
  'cli.program.doc':
    '编译器对网络所做的处理：带类型的各层，然后是每一遍之后的张量程序（lowered、differentiated、simplified、为 ONNX Runtime 而 formed），以及数量和该遍增删的内容。全部阶段，或其中之一。训练步还有 forward-simplified 和 forward-formed：求导之前的前向部分。',
  'cli.export.doc': '写出完整的项目：代码，以及给出的权重。',
  'cli.templates.doc': '列出 `loom new` 用来制作文档的模板，按族排列并附参数数量；或介绍其中之一：来历与设置。',
  'cli.new.doc': '由模板制作文档；`loom templates TEMPLATE` 说明其设置。已有的文件不会被改动。',
  'cli.engines.doc':
    '列出引擎和设备及各自的自检，或下载、移除附加组件。“add tfjs-node” 从 TensorFlow 发布的 wheel 中取出其库，由 pip 下载或由 FILE 给出。',
} as const;
