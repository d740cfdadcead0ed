/** What each problem says: `engine/problems.ts` has the English. */
export const problems = {
  'problems.unknown-layer': '没有名为“{{type}}”的层。请删除该节点，或用制作此文件的版本打开它。',
  'problems.bad-setting': '{{layer}}：{{setting}}须为{{expected}}，现在是 {{received}}。',
  'problems.input-muted': '{{layer}} 的输入“{{port}}”没有连接，因为它前面的“{{muted}}”已静音。请取消静音，或将它旁路。',
  'problems.input-missing': '{{layer}} 的输入“{{port}}”没有连接。请为它连一条线。',
  'problems.unknown-port': '{{layer}} 没有端口“{{port}}”。请删除这条连线。',
  'problems.dangling-wire': '从{{from}}到{{to}}的连线悬空：{{missing}}不存在。请删除这条连线。',
  'problems.too-many-wires':
    '{{layer}} 的输入“{{port}}”只接受一条连线。请删除多余的连线，或用“相加”或“拼接”把它们合并。',
  'problems.cycle': '这些层首尾相连成了环：{{path}}。请删除其中一条连线。',
  'problems.no-input': '添加输入层：它说明网络接收什么数据。',
  'problems.empty-graph': '绘制网络：从输入层或模板开始。',
  'problems.foreign-needs-onnx': '{{op}}是来自其他程序的算子，只能在 ONNX Runtime 上运行。请选择该引擎，或替换此层。',
  'problems.foreign-broken': '{{op}}不含导入时的算子。请重新导入其模型，或移除此层。',
  'problems.foreign-stops-learning':
    '梯度无法通过{{op}}，因此它之前的层不会学习：{{layers}}。请冻结这些层，或替换{{op}}。',
  'problems.leads-nowhere': '没有损失评判 {{layers}} 的结果。请连接其中最后一个、为它设置损失，或不使用它们。',
  'problems.unseen-characters': '名称“{{name}}”含有换行符之类看不见的字符。请换一个不含这类字符的名称。',
  'problems.duplicate-name': '有两个层都叫“{{name}}”，它们的权重会重名。请给其中一个改名。',
  'problems.unknown-block': '{{layer}} 是一个模块的实例，但本文档中没有这个模块。请删除它，或重新插入该模块。',
  'problems.block-in-itself': '{{layer}} 会无限包含自身：{{path}}。请删除它，或让其中一个模块独立后再从中取出它。',
  'problems.block-too-large': '加上 {{layer}}，网络将超过 {{most}} 层。请减少重复次数。',
  'problems.bad-formula': '{{layer}}：{{setting}}的公式“{{formula}}”无法计算：{{reason}}。',
  'problems.input-in-block': '{{layer}} 位于模块内。数据经端口进入模块：请把输入层放在模块外，再连到端口上。',
  'problems.port-outside': '{{layer}} 是端口，只在模块内有意义。请删除它。',
  'problems.inside-block': '在 {{where}} 内：{{problem}}',
  'problems.rank-mismatch': '{{layer}} 需要{{expected}}，收到的是 {{received}}。',
  'problems.dtype-mismatch': '{{layer}} 需要 {{expected}} 类型的值，收到的是 {{received}}。',
  'problems.window-too-large': '{{layer}} 的窗口为 {{window}}，放不进大小为 {{size}} 的输入。请用更小的窗口或加填充。',
  'problems.groups-mismatch': '{{layer}} 有 {{groups}} 个组，不能整除它的 {{channels}} 个{{what}}。',
  'problems.branches-mismatch': '{{layer}} 需要{{expected}}，收到的是 {{shapes}}。',
  'problems.too-large': '{{layer}} 的{{what}}需要 {{bytes}}，而一个数组最多 {{most}}。请选用更小的尺寸。',
  'problems.sizes-mismatch': '{{layer}} 需要{{expected}}，收到的是 {{shapes}}。{{cause}}',
  'problems.size-mismatch': '{{layer}} 需要{{expected}}，收到的是 {{received}}。',
  'problems.shares-mismatch':
    '{{layer}} 共享“{{other}}”的权重，需要{{expected}}，实际是{{received}}。请选择另一层，或让它使用自己的权重。',
  'problems.no-loss': '没有可训练的目标：没有任何输出设置了损失。请在训练设置中选择损失。',
  'problems.loss-output-missing': '损失设在“{{output}}”上，但图中没有它。请选择要评判的输出。',
  'problems.loss-output-ambiguous': '图有多个输出（{{outputs}}）。请选择由损失评判的那一个。',
  'problems.loss-mismatch': '{{loss}} 需要{{expected}}，收到的是{{received}}。',
  'problems.classes-mismatch':
    '列“{{column}}”有 {{count}} 个类别，而 {{layer}} 给出 {{outputs}} 个输出（每个类别一个）。请让输出与类别一样多，或选择其他数据。',
  'problems.classes-beyond':
    '列“{{column}}”有 {{count}} 个类别，而{{loss}}只接受 {{least}} 到 {{most}}。请选择从多个类别中选一个的损失。',
  'problems.classes-fewer':
    '列“{{column}}”有 {{count}} 个类别，而 {{layer}} 给出 {{outputs}} 个输出：多出的输出永远不会是正确答案。',
  'problems.classes-as-numbers':
    '{{loss}}把“{{column}}”的类别编号当作数量，于是第一类离第二类比离第三类更近。除非类别是等级，否则请选择从多个类别中选一个的损失。',
  'problems.squashed-twice':
    '{{loss}}读取原始输出，并自行应用 softmax 或 sigmoid，而 {{layer}} 已经做过一次：学习会很慢，甚至失败。请去掉它，预测结果仍以概率给出。',
  'problems.idle-biases':
    '紧随其后的批归一化会减去均值，{{count}} 个层（如 {{layers}}）的偏置也随之抵消。去掉偏置，网络效果相同且更小。',
  'problems.flat-target':
    '{{loss}}把输出的 {{output}} 与数据中排成一行的 {{target}} 比较：先逐通道，通道内再逐行。若数据正是这样排列，请在输出后插入展平层加以说明；否则请更改数据。',
  'problems.metric-mismatch': '指标{{metric}} 需要{{expected}}，收到的是{{received}}。',
  'problems.nothing-to-train': '损失之前没有任何层带有可变的权重。请添加带权重的层，或解冻一个层。',
  'problems.nothing-to-prune':
    '没有可剪枝的、参与学习的权重矩阵或卷积核：各层已冻结，或只通过低秩适配器学习。请解冻一个层，或把稀疏度设为 0。',
  'problems.bad-training-setting': '{{setting}}须为{{expected}}，现在是{{received}}。',
  'problems.loss-not-finite':
    '第 {{step}} 步时损失变为 {{value}}。{{first}}请降低学习率、裁剪梯度，或检查数据中是否有缺失值，然后重新训练。{{kept}}',
  'problems.weights-not-finite':
    '第 {{step}} 步之后有权重不再是有限的数：{{names}}。请降低学习率、裁剪梯度，或检查数据中是否有缺失值，然后重新训练。{{kept}}',
  'problems.memory-short': '训练约需 {{needed}} 内存（{{parts}}），本机可用的有 {{available}}。{{todo}}',
  'problems.data-missing': '没有可供学习的数据。请在数据面板中选择数据集。',
  'problems.data-unchosen': '{{dataset}}：请选择要读取的内容（{{setting}}）。',
  'problems.target-unfed': '没有列提供损失所要比较的真值（“{{target}}”）。请在数据面板中从 {{columns}} 中选择一列。',
  'problems.data-unrecognized':
    '{{names}} 以这样的形式无法读取。可以读取的有：表格、带目标的数组、每个类别一个图像、声音或文本文件夹的文件夹、图像及其掩码，或图像或声音及列出它们的表格。',
  'problems.nothing-to-learn': '需要一列用来学习，一列作为学习目标。现有：{{columns}}。',
  'problems.dataset-missing': '在 {{where}} 找不到{{what}}。请重新选择文件。',
  'problems.data-outside': '数据位于文档所在文件夹之外：{{paths}}。请先允许读取。',
  'problems.data-network':
    '数据位于另一台计算机上：{{path}}。不会因为文档这样写就去读取它。请用 --data 指明它，或把它复制到本机。',
  'problems.dataset-damaged': '无法读取 {{file}}：{{reason}}。',
  'problems.column-gaps': '“{{column}}”中有 {{count}} 行没有数值，无法由此计算。请填补空缺，或选择另一列。',
  'problems.text-of-no-length':
    '列“{{column}}”是任意长度的文本，而网络读取同一长度的行。请把它变成数字，再截断并填充。',
  'problems.column-not-joined': '列“{{column}}”不能成为“{{joined}}”的一部分：它只接受数值和数值行。',
  'problems.nothing-to-predict-from': '没有可以用来预测“{{column}}”的列。',
  'problems.nothing-read-to-predict': '没有其他列可以用来预测“{{column}}”：{{left}}。',
  'problems.table-lines':
    '{{file}} 中有 {{count}} 行与其他行不一致。第一处是第 {{line}} 行“{{text}}”：{{why}}。请更正它们，或略去这样的行。',
  'problems.files-damaged': '{{rows}} 个文件中有 {{count}} 个无法读取：{{files}}。请跳过它们，或换成完整的文件。',
  'problems.augment-without-pictures':
    '数据增强改变的是图像，但没有一个输入是图像。请给某个输入选一列图像，或去掉数据增强。',
  'problems.augment-without-sequence':
    '{{augmentation}}改变的是{{what}}，但没有一个输入是这样的行。请给某个输入选这样的列，或去掉它。',
  'problems.augment-other-size':
    '目标“{{column}}”无法随“{{picture}}”一起移动：两者的高和宽不同。请使两者大小相同，或去掉数据增强。',
  'problems.mix-of-classes':
    '混合后的行部分属于一类、部分属于另一类，而“{{column}}”是类别编号。请改用独热编码，或去掉 Mixup 和 CutMix。',
  'problems.column-missing': '数据中没有列“{{column}}”，只有 {{columns}}。',
  'problems.rows-without-number':
    '{{file}}，列“{{column}}”：{{rows}} 行中有 {{count}} 行没有可供计算的数值（空 {{empty}}，无法读取 {{unreadable}}，超出范围 {{beyond}}），第一处在第 {{row}} 行：“{{value}}”。请更正它们，或在填补该列空缺后重新训练，或用 --skip 让这些行没有答案。',
  'problems.value-no-number': '{{input}}无法用{{where}}的 {{value}} 计算。请更正它，或略去该行。',
  'problems.file-lacks-column': '{{file}} 中没有列“{{column}}”，只有 {{columns}}。',
  'problems.value-unfit': '{{input}}不能接受{{where}}的 {{value}}：它接受{{expected}}。',
  'problems.column-aside': '列“{{column}}”不能使用：{{reason}}。',
  'problems.data-mismatch': '{{input}} 的每个样本应为{{expected}}，数据中是{{received}}。',
  'problems.label-out-of-range':
    '{{where}}的标签是 {{label}}，而网络有 {{classes}} 个输出（标签 0 到 {{last}}）。请修改最后一层，或更正数据。',
  'problems.value-out-of-range':
    '“{{column}}”在{{where}}是 {{value}}，而{{taker}}接受 {{least}} 到 {{most}}。请更正数据，或修改对它的处理。',
  'problems.token-out-of-range': '{{layer}} 接受词元 0 到 {{last}}（{{setting}}）。{{where}}中有 {{token}}。{{todo}}',
  'problems.batch-of-one':
    '{{layer}}要计算一批的均值和离散程度，而 {{rows}} 个训练行按每批 {{size}} 行划分后会剩下单独一行：其离散程度为 0。{{todo}}',
  'problems.split-by': '划分以某一列为依据，而所选的列不在数据中。请在数据面板中选择 {{columns}} 之一。',
  'problems.split-values':
    '划分以列“{{column}}”为依据，但其中这些值无法识别：{{values}}。该列的值必须是 train、validation 或 test，或者 0、1、2。请更正文件，或选择其他划分方式。',
  'problems.data-missing-values': '列“{{column}}”在 {{rows}} 行中有 {{count}} 行没有值（{{share}} %）。',
  'problems.data-unreadable':
    '{{file}}，列“{{column}}”：{{rows}} 个值中有 {{count}} 个不是{{kind}}，按缺失处理。第一个是第 {{row}} 行的“{{value}}”。',
  'problems.data-out-of-range':
    '{{file}}，列“{{column}}”：{{rows}} 个值中有 {{count}} 个数过大，无法计算，按缺失处理。第一个是第 {{row}} 行的“{{value}}”。',
  'problems.data-nearly':
    '{{file}}，列“{{column}}”：有 {{able}} 个值是{{kind}}，其余的不是，使其无法这样读取（{{count}} 个，第一个在第 {{row}} 行：“{{value}}”）：该列按{{as}}读取。若按{{kind}}读取，这些值就算缺失。',
  'problems.data-sign':
    '{{file}}，列“{{column}}”：{{rows}} 个值中有 {{count}} 个去掉了“{{sign}}”。“{{value}}”读作 {{number}}。',
  'problems.data-signs':
    '{{file}}，列“{{column}}”：其中的数值所带符号不一致（{{signs}}）。第一个不同的是第 {{row}} 行的“{{value}}”：该列按{{as}}读取。若按数值读取，带“{{sign}}”的和不带符号的有值。',
  'problems.data-outliers':
    '列“{{column}}”有 {{count}} 个值远离其他值，第一个在第 {{row}} 行：{{value}}。通常在 {{least}} 到 {{greatest}} 之间。',
  'problems.data-constant': '列“{{column}}”每一行都相同，从中得不到任何信息。',
  'problems.data-same-column': '列“{{column}}”每一行都与“{{other}}”相同。',
  'problems.data-identifier':
    '列“{{column}}”只用来区分各行（{{rows}} 行中有 {{distinct}} 个不同的值），别无含义。网络会借此把各行死记下来。',
  'problems.data-imbalance':
    '“{{column}}”的类别不均衡：训练行中 {{many}} 行是“{{most}}”，{{few}} 行是“{{least}}”。总是猜“{{most}}”就有 {{share}} % 正确。',
  'problems.data-few-rows': '“{{column}}”中训练行少于 {{few}} 行的类别：{{names}}。',
  'problems.data-class-unjudged': '“{{column}}”中没有验证行的类别：{{names}}。',
  'problems.data-class-untested': '“{{column}}”中没有测试行的类别：{{names}}。',
  'problems.data-same-across':
    '验证或测试的内容中有 {{count}} 个也用于学习，例如 {{second}} 与 {{first}} 相同。其上的结果会偏好：请略去副本。',
  'problems.data-same-classes':
    '有 {{count}} 个同时出现在两个类别中，例如“{{one}}”的 {{first}} 与“{{other}}”的 {{second}} 相同。请略去放错类别的，或全部略去。',
  'problems.data-same':
    '有 {{count}} 个重复出现，例如 {{second}} 与 {{first}} 相同。它们的分量比其他的重：请略去副本。',
  'problems.data-picture-sizes':
    '图像大小相差很大，从 {{least}} 到 {{most}}。每幅都会变为 {{size}}：大图像会失去细节，小图像会变模糊。',
  'problems.data-picture-shapes':
    '图像的长宽比相差很大，例如 {{first}} 和 {{second}}。每幅都会被拉伸到 {{size}}，因而变形。',
  'problems.data-mask-sizes':
    '{{of}} 幅图像中有 {{count}} 幅的掩码大小不同，例如 {{picture}} 的大小是 {{first}}，而其掩码是 {{mask}}。掩码会变为图像的大小，可能无法对准所标记的内容。',
  'problems.data-masks-blurred':
    '查看的掩码含有 {{known}}，以及其间的另外 {{between}} 种灰度，占像素的 {{share}} %，例如 {{first}} 中的 {{value}}：掩码曾被缩放或存为 JPEG。每种灰度都算作一个类别，共 {{count}} 个。请把每个像素读作其中最接近的值，或重新保存掩码而不作平滑。',
  'problems.data-masks-painted':
    '查看的掩码只含 {{known}}。若当作类别编号，就有 {{count}} 个类别，而白色不属于任何类别。请把每个像素读作其中最接近的值。',
  'problems.data-masks-empty':
    '查看的 {{of}} 个掩码中有 {{count}} 个只含“{{class}}”，例如 {{first}}。若大多如此，总是这样回答看起来就是对的。',
  'problems.data-mask-classes':
    '在查看的 {{of}} 个掩码中没有任何像素的类别：{{names}}。无法学到它们。请只列出存在的类别，或检查掩码是否正确。',
  'problems.data-texts-cut':
    '“{{column}}”的 {{rows}} 条文本中有 {{count}} 条超过所读取的 {{length}} 个词元，最长的有 {{longest}} 个：{{part}}被截去。若其中内容重要，请读取更多词元，但每一步会更慢。',
  'problems.data-files-without-row':
    '{{folder}} 中有 {{count}} 个文件在表格中没有对应的行，例如 {{first}}：它们不会被使用。',
  'problems.data-duplicates': '{{rows}} 行中有 {{count}} 行重复出现，例如第 {{second}} 行与第 {{first}} 行相同。',
  'problems.data-across-splits':
    '验证行和测试行中有 {{count}} 行也在训练行中，例如第 {{second}} 行与第 {{first}} 行相同。这些行上的结果会偏好。',
  'problems.data-gives-away':
    '列“{{column}}”泄露了“{{target}}”：仅凭它就能得知其中的 {{share}} %。如果它只能与答案同时得知，请不要使用它。',
  'problems.data-drift': '列“{{column}}”在{{split}}行与训练行中的取值不同：两个分布的距离为 {{distance}}（最大为 1）。',
  'problems.data-labels': '“{{column}}”有 {{count}} 个标签看起来不对，因为与它们最相似的行属于另一类：{{rows}}。',
  'problems.data-rounded': '列“{{column}}”有大到 {{value}} 的整数。网络只用七位数字计算，相邻的值会变得相同。',
  'problems.no-table': '只有表格才有列可以查看。当前数据是“{{type}}”。',
  'problems.filter-no-number': '列“{{column}}”的值是数，而“{{value}}”不是数。',
  'problems.filter-no-date': '列“{{column}}”的值是日期，而“{{value}}”不是日期。请写成 2025-12-31 或 2025-12-31 18:30。',
  'problems.split-leaks-windows':
    '序列的窗口互相重叠，随机划分会使测试用到的时间步大多已在训练中出现。请按顺序划分：测试的部分便位于所有训练数据之后。',
  'problems.split-leaks-group':
    '同一个“{{column}}”有多行数据，而这种划分让其中一些行用于训练，另一些用于测试。请让每一组的行保持在一起。',
  'problems.split-leaks-time':
    '各行按“{{column}}”的时间排列，随机划分会用训练过的相邻时刻来测试。如果网络要判断尚未发生的事，请按顺序划分。',
  'problems.split-empty': '{{split}}是空的：数据共有 {{rows}} 行。请给它更大的比例。',
  'problems.recorded-in-words': '{{message}}',
  'problems.file-damaged': '{{file}} 在{{where}}处损坏：{{reason}}。文件保持原样。',
  'problems.file-newer':
    '{{file}} 由更新版本的 Layerloom 制作（格式 {{version}}，本版本最多读到 {{known}}）。请更新 Layerloom。文件保持原样。',
  'problems.import-not-asked': '模型没有名为“{{name}}”的未定项，未定的是：{{open}}。',
  'problems.import-nothing-open': '模型没有未定项，无法设定“{{name}}”。',
  'problems.sent-too-large': '文件大于 {{most}} GB，最多只能接收这么多。请改用“打开…”在原处选择它。',
  'problems.file-unreadable': '无法打开 {{file}}：{{reason}}。',
  'problems.disk-full': '没有空间写入 {{path}}。{{todo}}',
  'problems.write-failed': '无法写入 {{path}}：{{reason}}。已保存的内容未受影响。',
  'problems.engine-died': '训练进程意外结束（{{reason}}）。{{kept}}',
  'problems.bench-without-weights': '所测的是导出后的文件：它需要某次运行或某个文件的权重。',
  'problems.model-refused': 'ONNX Runtime 不接受此模型：{{reason}}',
  'problems.model-sizes-open': '模型没有确定这些大小：{{names}}。请说明它们，例如 --size {{example}}。',
  'problems.run-elsewhere': '运行 {{run}} 在别处训练。请在那里暂停、停止或继续它。',
  'problems.run-in-progress': '运行 {{run}} 仍在训练中。请先停止它。',
  'problems.run-longer': '运行 {{run}} 不能在 {{asked}}后结束：它已训练 {{done}}。',
  'problems.template-unfit': '用这些设置无法生成{{template}}。{{reason}}',
  'problems.weights-mismatch': '权重“{{weight}}”应为 {{expected}}，文件中是 {{received}}。',
  'problems.weights-unread': '权重“{{weight}}”在文件中存为 {{type}}，无法读取。请存为 float32 后重试。',
  'problems.no-diffusion': '网络不能画图：它没有学习加噪图像的噪声或速度。请使用会学习的网络，例如模板扩散 U-Net。',
  'problems.no-language-model':
    '网络不能续写文本：{{reason}}。请使用读取一行词元并预测每个位置下一个词元的网络，例如模板 GPT、Llama 和字符级语言模型。',
  'problems.no-adapters': '网络中没有带低秩适配器的层。请在检查器的“学习”中为层加上，或用 --lora 训练。',
  'problems.peft-has-none':
    'Hugging Face 的 PEFT 没有适用于“{{layer}}”的适配器：转置卷积没有，分组的或卷积核经标准化的卷积也没有相同的适配器。请导出网络本身（适配器所加的已并入其权重），或去除该层的适配器。',
  'problems.weights-foreign':
    '{{count}} 个权重都不在文件中。网络有 {{names}}；文件有 {{received}}。请选择此网络的权重。',
  'problems.weights-rival': '文件中不止一次含有该网络：分别在 {{prefixes}} 之后。请只保存其中一个。',
  'problems.export-order':
    '“{{layer}}”使用排在它后面的“{{other}}”的权重，而导出按顺序写出各层。请改为让“{{other}}”共享“{{layer}}”的权重。',
  'problems.export-changed':
    '{{folder}} 中有一次导出，其中这些文件此后被改动过：{{files}}。它们保持原样。请选择其他文件夹，或覆盖它们（--overwrite）。',
  'problems.preprocess-unsupported':
    '列“{{column}}”的“{{transform}}”不能成为 ONNX 图的一部分：标准的数值算子无法表达它。请不带预处理导出：由运行模型的一方先对行进行这一步。',
  'problems.preprocess-one-way':
    '目标列“{{column}}”的“{{transform}}”在图中无法还原，答案因此不能以数据的单位给出。请不带预处理导出：答案即为所学的数值。',
  'problems.export-no-layer':
    '以下各层（按现有设置和共享的权重）在 TensorFlow.js 中没有对应的层：{{layers}}。请改为导出图模型：它由算子组成。',
  'problems.export-unsupported': '{{target}} 导出尚不能写出{{what}}。请改动它，或在这里训练，只导出能导出的部分。',
  'problems.file-changed': '{{file}} 打开之后被其他程序修改过。请另存为其他名称，或覆盖它。',
  'problems.autosave-taken': '另一个窗口打开了这个文档，并保管着它的更改。此处的更改会作为单独的文档保管。',
  'problems.run-unknown': '没有运行“{{run}}”。它可能已被删除。',
  'problems.run-idle':
    '本 Layerloom 没有在训练运行“{{run}}”，因此不能暂停或停止它。请先继续该运行，或使用正在训练它的程序。',
  'problems.connection-lost':
    '执行“{{call}}”的进程已结束或无法连接，因此没有完成。请重试；如仍无效，请重新启动 Layerloom。训练会保留其最近的检查点。',
  'problems.bad-request': '主机无法执行“{{call}}”：{{reason}}。请重新加载窗口；如仍无效，请重新启动 Layerloom。',
  'problems.internal-error':
    '程序在“{{what}}”中出错：{{reason}}。已保存的内容没有受到影响。请重试；如果仍然不行，请重新启动 Layerloom。',
  'problems.answer-too-large': '结果太大或嵌套太深，无法发送：{{reason}}。',
  'problems.calls-too-many': '“{{call}}”没有执行：同时请求的操作太多。请稍候再试。',
  'problems.call-late': '“{{call}}”在 {{seconds}} 秒后已放弃。请重试。',
  'problems.call-cancelled': '“{{call}}”已取消，因为不再需要它。',
  'problems.unsupported': '此运行方式没有{{what}}。{{todo}}',
  'problems.engine-unavailable': '{{engine}} 在此无法使用：{{reason}}。{{todo}}',
  'problems.addon-failed': '附加组件 {{name}} 未安装：{{reason}}。{{todo}}',
} as const;
