/** Datasets and the tables that ship with the program. */
export const datasets: Readonly<Record<string, string>> = {
  '70,000 handwritten digits in 28×28 grey pixels: 60,000 to learn from, 10,000 to test on.':
    '70,000 个手写数字，28×28 灰度像素：60,000 个用于学习，10,000 个用于测试。',
  'The digits of MNIST with noise on them, for a diffusion model to tell the noise.':
    '加了噪声的 MNIST 数字，供扩散模型预测噪声。',
  'The column "noised" is √a of a digit, from −1 to 1, and √(1 − a) of "noise", where a falls from 1 to 0 with the step, "time". "velocity" is √a of the noise less √(1 − a) of the digit (Salimans and Ho 2022). Step and noise follow from the seed and the row.':
    '列“noised”为 √a 倍的数字图像（值从 −1 到 1）加 √(1 − a) 倍的“noise”，a 随步“time”从 1 降到 0。“velocity”为 √a 倍的噪声减 √(1 − a) 倍的数字（Salimans 和 Ho 2022）。步与噪声由种子和行决定。',
  'How often each digit is there to learn from, each time at another step and with other noise.':
    '每个数字用于学习几次，每次的步和噪声都不同。',
  'Of steps and noise.': '步与噪声的随机种子。',
  'The MNIST digits, each with a text that says what it is: "a photo of the digit seven". "tokens" are the words of the text between a start and an end, "label" the digit itself.':
    'MNIST 数字，各配一段说明文本：“a photo of the digit seven”。“tokens”为文本中的词，前后有开始与结束标记；“label”为数字本身。',
  'Tokens of a text; shorter ones end in "_".': '文本的词元数；较短的以“_”结尾。',
  'Texts are worded in 6 ways; else each is "a photo of the digit …".':
    '文本有 6 种说法；否则都是“a photo of the digit …”。',
  'Of the wordings.': '选择说法的随机种子。',
  'A text as tokens (characters, words or byte pairs), cut into pieces of one length: Melville’s Moby-Dick, or a file of your own.':
    '一个文本，分成词元（字符、词或字节对），再切成等长的片段：Melville 的《白鲸记》，或自己的文件。',
  'The column "next" has the tokens that follow those of "tokens", one place on. The last tenth is kept for testing. What characters or words there are is learned of the training rows; byte pairs, of all but the last tenth.':
    '列“next”的词元比“tokens”后移一个位置。最后十分之一留作测试。有哪些字符或词由训练行得出；字节对由最后十分之一以外的全部文本得出。',
  'A text file; left empty, Moby-Dick.': '一个文本文件；留空则为《白鲸记》。',
  'What a token is. A tokenizer.json of Hugging Face brings a vocabulary of its own.':
    '什么是一个词元。Hugging Face 的 tokenizer.json 自带词表。',
  'Tokens of a piece.': '每个片段的词元数。',
  'Different tokens, the most frequent ones; one of them stands for all others. Of byte pairs there are 258 at least.':
    '不同词元的个数，取最常见的；其中一个代表所有其余词元。字节对至少有 258 个。',
  'How letters are written as bytes. Found: UTF-8, UTF-16, and else Windows’ Latin letters, which is told.':
    '文字如何编码为字节。自动识别 UTF-8、UTF-16，否则视为 Windows 的拉丁字母，并予说明。',
  'Pictures of simple shapes in any size and colour on a noisy ground, to be classified or segmented.':
    '噪声背景上任意大小和颜色的简单几何图形，用于分类或分割。',
  'The kinds are disc, square, triangle, ring, cross, bar, frame, half disc, hourglass and corners. The column "label" has the kind of the foremost; "mask" says what each pixel belongs to: 0 for the ground, then the kinds.':
    '图形依次为圆盘、正方形、三角形、圆环、十字、条形、框、半圆盘、沙漏和角形。列“label”为最前面图形的种类；“mask”给出每个像素属于什么：0 为背景，其后为各种类。',
  'Height and width of a picture.': '图像的高与宽。',
  'How many of the kinds appear.': '出现多少种图形。',
  'At most so many in a picture; some may hide others.': '一幅图像中最多有几个图形；有的可能遮住另一些。',
  'To learn from; a fifth as many more are there to test on.': '用于学习的行数；另有其五分之一用于测试。',
  'Another seed makes other rows of the same kind.': '换一个种子，得到同类的另一批行。',
  'Points of a few classes that lie in blobs, moons, circles or spirals: the smallest data on which one sees what a network can tell apart.':
    '几类点，排成团簇、月牙、同心圆或螺旋：能看出网络可以区分什么的最小数据。',
  'How the classes lie. Only blobs can be told apart by straight lines.': '各类点的分布。只有团簇能用直线分开。',
  'How many there are.': '类别数。',
  'Standard deviation of what is added to each coordinate.': '加在每个坐标上的噪声的标准差。',
  'Time series: each is the sum of a slow and a fast sine wave whose height, rhythm and start are drawn anew for every row, with a little noise. What comes next can be told from what was.':
    '时间序列：每条为一慢一快两个正弦波之和，其振幅、频率和相位每行重新抽取，并带少许噪声。由过去可以推知后来。',
  'Steps of the past.': '过去的步数。',
  'Steps of the future, of the first series.': '第一条序列的未来步数。',
  'Values at each step, each a wave of its own.': '每一步的数值个数，各为一个单独的波。',
  'Standard deviation of what is added to each value.': '加在每个值上的噪声的标准差。',
  'Sequences to read and sequences to write: the same again, backwards, in order, or the sum of two numbers.':
    '读一个序列，写一个序列：原样复制、反转、排序，或两数之和。',
  'The column "shifted" is the target one place later, begun by "_": what a decoder has written so far.':
    '列“shifted”为目标后移一个位置，以“_”开头：即解码器至此已写出的内容。',
  'What is made of a sequence. Addition: "27+815" becomes "842", its digits from the last to the first.':
    '由序列得出什么。加法：“27+815”变为“842”，数字从末位写到首位。',
  'Symbols of a sequence. An addition has as many digits as fit; shorter ones end in "_".':
    '序列的符号数。加法的位数以放得下为限；较短的以“_”结尾。',
  'Different letters. With "_" they make a vocabulary one larger; an addition has one of 12.':
    '不同字母的个数。加上“_”，词表大一个；加法的词表为 12。',
  'Simple English sentences about films and dinners: texts that are kind or unkind, and words with their parts of speech.':
    '关于电影和晚餐的简单英语句子：或褒或贬的文本，以及各词的词性。',
  'One sentence of each text judges, kindly or unkindly ("label"), and may turn its word around with "not". Each word has its part of speech ("tags"), which sometimes only its place tells; "segments" is 0 in the first sentence and 1 behind it.':
    '每个文本中有一句作出评价，或褒或贬（“label”），并可用“not”反转其词义。每个词有其词性（“tags”），有时只能由位置判断；“segments”在第一句中为 0，其后为 1。',
  'Words of a text; shorter ones end in "_".': '文本的词数；较短的以“_”结尾。',
  'Different words; there are 66.': '不同的词的个数；共有 66 个。',
  'Pictures and labels in the format of the MNIST files, packed by gzip or not.':
    'MNIST 文件格式的图像和标签，可用 gzip 压缩。',
  'The file of pictures (or any numbers) to learn from.': '用于学习的图像（或任意数值）文件。',
  'The file of their labels.': '其标签的文件。',
  'Pictures to test on; left empty, a share of the rows is kept for testing.':
    '用于测试的图像；留空则留出一部分行作测试。',
  'Their labels.': '测试图像的标签。',
  'A table with a column for each quantity: CSV and its relatives, Parquet, JSON, JSON lines, a sheet of a spreadsheet, or a table of a DuckDB or SQLite database.':
    '每列为一个量的表：CSV 等文本格式、Parquet、JSON、JSON Lines、电子表格中的一个工作表，或 DuckDB、SQLite 数据库中的一个表。',
  'Separator, header, decimal comma, dates and what each column holds are found in the file, and can be changed. One sign beside all numbers of a column, as of a currency or per cent, is taken off: 13 % is 13. It is read once into a file of numbers among Layerloom’s own data; the original is never changed.':
    '分隔符、表头、小数逗号、日期以及各列的内容都从文件中识别，并可更改。一列数值旁统一的符号（货币或百分号等）会被去掉：13 % 读作 13。文件只读取一次，转为 Layerloom 自有数据中的数值文件；原文件从不改动。',
  'The file of the table.': '表所在的文件。',
  'In a file of several tables the one to read; left empty, the first with rows of several values.':
    '文件中有多个表时读取哪一个；留空则为第一个每行有多个值的表。',
  'What stands between the values of a line.': '一行中各值之间的分隔符。',
  'Whether the first line is no row but the names of the columns.': '第一行是否为列名而非数据。',
  'Of the numbers: 1.5 or 1,5.': '数值的小数点：1.5 或 1,5。',
  'How 03/04/2025 is read. Dates that begin with the year are always understood.':
    '03/04/2025 如何理解。以年份开头的日期总能识别。',
  'Lines with more or fewer values than the others: say so and stop, or leave them out and count them.':
    '值的个数与其他行不同的行：报告并停止，或略去并计数。',
  'What columns hold, where it is not what was found: number, category, date, text or the path of a picture; or that they are ignored.':
    '识别有误时，各列的内容：数值、类别、日期、文本或图像路径；或忽略该列。',
  'A table with a prompt and its answer in each row, such as JSON lines with "prompt" and "answer": a network reads both as one row of tokens, and learns what follows within the answer only.':
    '每行有一个提示及其回答的表格，例如含 prompt 列和 answer 列的 JSON Lines：网络把两者读作一行词元，只学习回答部分的后续词元。',
  'What tokens there are is learned of the training rows. The column "prompt" numbers the prompts: a split by it keeps the answers to one prompt together.':
    '词元由训练行学得。列“prompt”为提示编号：按该列分组划分，同一提示的各个回答便不会分开。',
  'JSON lines, CSV or another table.': 'JSON Lines、CSV 或其他表格。',
  'The column of the prompts.': '提示所在的列。',
  'The column of the answers.': '回答所在的列。',
  'What a token is.': '一个词元是什么。',
  'Different tokens at most, the most frequent ones. Of byte pairs there are 258 at least.':
    '最多多少个不同的词元，取最常见的。字节对至少有 258 个。',
  'Tokens of a row. Of longer ones the beginning of the prompt is left out, and then the end of the answer.':
    '一行的词元数。更长的行先略去提示的开头，再略去回答的结尾。',
  'Where the pictures lie that a column names; names start there.': '列中所写图像所在之处；文件名从此处算起。',
  'Of every picture, in pixels.': '每幅图像的大小，以像素计。',
  'One channel of grey, or red, green and blue.': '一个灰度通道，或红、绿、蓝。',
  'Pictures that cannot be read are passed over and told; else they keep the training from starting.':
    '略过无法读取的图像并予说明；否则训练不会开始。',
  'A second table with the same columns, whose files are to test on; left empty, a share of the rows is kept for testing.':
    '列相同的第二个表，其文件用于测试；留空则留出一部分行作测试。',
  'Where the files of the test table lie.': '测试表中的文件所在的位置。',
  'A second file with the same columns, whose rows are to test on; left empty, a share of the rows is kept for testing.':
    '列相同的第二个文件，其行用于测试；留空则留出一部分行作测试。',
  'The column to predict: rows that have nothing in it are left out, and counted.':
    '要预测的列：其中为空的行略去并计数。',
  'Columns whose rows without a value are left out, and counted; others keep them as gaps.':
    '这些列为空的行略去并计数；其他列保留空缺。',
  'Files that are not used, by their paths below the folder. They stay where they are.':
    '不使用的文件，写作其在文件夹中的路径。它们会留在原处。',
  'Rows of the file that are not used, counted from 1 without the line of the names.':
    '文件中不使用的行，从 1 数起，不含列名行。',
  'A table with a column of times, cut into windows: steps of the past, and what the target was in the steps behind them.':
    '带时间列的表，切成窗口：过去的若干步，以及其后若干步的目标值。',
  'The column "past" has the values of so many steps, the target first, and "future" the target of those behind them. No window reaches from one group into another, or over the border between training, validation and test where these are split by order.':
    '列“past”为若干步的各个值，目标在最前；“future”为其后各步的目标值。窗口不跨越不同的组；按顺序划分时，也不跨越训练集、验证集与测试集的边界。',
  'The column of times: dates, or numbers that grow.': '时间列：日期，或递增的数。',
  'The column that tells series of one file apart, such as places or persons.':
    '区分同一文件中不同序列的列，例如地点或人员。',
  'The column of numbers to predict.': '要预测的数值列。',
  'Which other columns of numbers are read: all of them, unless one is said to be none; and which tell series apart besides the group.':
    '还读取哪些数值列：若不排除则全部读取；以及除组以外还有哪些列用来区分序列。',
  'Steps of the past that are read.': '读取过去的多少步。',
  'Steps of the future that are predicted.': '预测未来的多少步。',
  'Steps from the beginning of one window to that of the next.': '相邻两个窗口起点之间的步数。',
  'Steps between the window and the first that is predicted, of which nothing is known yet.':
    '窗口与所预测的第一步之间、尚一无所知的步数。',
  'Where steps are missing no window reaches over it; or they have the values that were last known; or rows simply follow each other.':
    '缺少某些步时：窗口不跨越缺口；或沿用最后已知的值；或各行直接相接。',
  'A folder with one folder of text files for each class, named after it; or with one text file for each class, a text on each line.':
    '一个文件夹，每一类有一个以其命名的文本文件夹；或每一类有一个文本文件，每行一个文本。',
  'Where it holds the folders "train", "val" and "test" instead, the classes lie in those.':
    '若其中是文件夹“train”、“val”和“test”，则各类位于它们之中。',
  'Holds a folder or a file for each class, or the folders train, val and test.':
    '其中每一类有一个文件夹或文件，或为文件夹 train、val 和 test。',
  'What of a file is one text: all of it, each line, or what stands between empty lines.':
    '文件中什么算一个文本：整个文件、每一行，或空行之间的内容。',
  'Arrays of numbers: one file of several (NumPy’s .npz, safetensors, MATLAB’s .mat, HDF5), or .npy files of inputs and targets. Rows lie along the first axis, channels before height and width.':
    '数值数组：一个含多个数组的文件（NumPy 的 .npz、safetensors、MATLAB 的 .mat、HDF5），或输入与目标的 .npy 文件。第一轴为行，通道在高与宽之前。',
  'A file whose arrays become columns (x_train and x_test become the column x), or an .npy file.':
    '一个文件，其中的数组成为各列（x_train 和 x_test 成为列 x），或一个 .npy 文件。',
  'The .npy file of the targets; not needed for an archive.': '目标的 .npy 文件；含多个数组的文件不需要。',
  'Rows to test on; left empty, a share of the rows is kept for testing.': '用于测试的行；留空则留出一部分行作测试。',
  'Their targets.': '测试行的目标。',
  'A folder with one folder of pictures for each class, named after it.':
    '一个文件夹，每一类有一个以其命名的图像文件夹。',
  'Where it holds the folders "train", "val" and "test" instead, the classes lie in those. Hidden files and what is no picture are passed over. Pictures are read when they are needed and brought into one size.':
    '若其中是文件夹“train”、“val”和“test”，则各类位于它们之中。隐藏文件和非图像文件略过。图像在需要时才读取，并统一为一个大小。',
  'Holds a folder for each class, or the folders train, val and test.':
    '其中每一类有一个文件夹，或为文件夹 train、val 和 test。',
  'A table with the name of a picture file in each row, and what is to be learned of it: a class, several classes in one cell (cat|dog), or numbers. The pictures lie in a folder, or beside the table.':
    '一个表，每行为一个图像文件名以及要学习的内容：一个类别、一格中的多个类别（cat|dog）或数值。图像在某个文件夹中，或与表在一起。',
  'Has a row for each file, such as labels.csv.': '每个文件一行，例如 labels.csv。',
  'Where the files lie; names in the table start there.': '文件所在之处；表中的文件名从此处算起。',
  'The column with the names of the files, with their endings or without.': '文件名所在的列，可带扩展名，也可不带。',
  'Pictures with a mask each, whose pixels are the classes of the picture’s; or with a picture each that is to be made of them.':
    '图像与掩码成对，掩码的像素即图像像素的类别；或与要由其生成的图像成对。',
  'A folder with the folders "pictures" and "masks", or "pictures" and "targets", in which the files that belong together have the same name. Where it holds the folders "train", "val" and "test" instead, these two lie in each.':
    '一个文件夹，其中有文件夹“pictures”和“masks”，或“pictures”和“targets”，成对的文件同名。若其中是文件夹“train”、“val”和“test”，则这两者位于每一个之中。',
  'Holds the folders pictures and masks, or pictures and targets; or train, val and test with these.':
    '其中有文件夹 pictures 和 masks，或 pictures 和 targets；或为各含这些的 train、val 和 test。',
  'What a pixel of a mask says: the number of its class (its grey value, or its place in a palette), by black and white no and yes, or by the nearest of some greys its class.':
    '掩码的像素表示什么：类别编号（灰度值，或在调色板中的位置）、以黑白表示否与是，或以几种灰度中最接近的一种表示类别。',
  'Values of the classes in the order of their numbers, 0 (black) to 255 (white).':
    '各类别的灰度，按编号顺序，从 0（黑）到 255（白）。',
  'Their names in the order of their numbers, with commas between: ground, cat, dog.':
    '各类的名称，按编号顺序，以逗号分隔：ground, cat, dog。',
  'A table with the name of a WAV file in each row, and what is to be learned of it: a class, several classes in one cell (bird|wind), or numbers. The sounds lie in a folder, or beside the table.':
    '一个表，每行为一个 WAV 文件名以及要学习的内容：一个类别、一格中的多个类别（bird|wind）或数值。声音在某个文件夹中，或与表在一起。',
  'A folder with one folder of WAV files for each class, named after it.':
    '一个文件夹，每一类有一个以其命名的 WAV 文件夹。',
  'Where it holds the folders "train", "val" and "test" instead, the classes lie in those. What is no WAV file is passed over. Sounds are read when they are needed, the mean of their channels, and brought to one rate and one length.':
    '若其中是文件夹“train”、“val”和“test”，则各类位于它们之中。非 WAV 文件略过。声音在需要时才读取，取各声道的均值，并统一为一个采样率和一个长度。',
  'Samples a second of every sound: one that has others is brought to as many.':
    '每个声音每秒的采样数：不同的重采样为此数。',
  'Of every sound: a shorter one is followed by silence, a longer one is cut.':
    '每个声音的时长：较短的在后面补静音，较长的截断。',
  'Which part of a longer sound is kept.': '较长的声音保留哪一部分。',
  'Sounds that cannot be read are passed over and told; else they keep the training from starting.':
    '略过无法读取的声音并予说明；否则训练不会开始。',
  '150 flowers of three species of iris, by the length and width of their sepals and petals.':
    '150 朵三个品种的鸢尾花，含萼片和花瓣的长与宽。',
  '344 penguins of three species, by island, beak, flipper, mass and sex; some of them not measured.':
    '344 只三个种类的企鹅，含岛屿、喙、鳍肢、体重和性别；部分数据缺测。',
  'Rain, temperatures, wind and kind of weather of 1,461 days, 2012 to 2015.':
    '2012 至 2015 年 1,461 天的降水、气温、风和天气类型。',
  'Carbon dioxide in the air of Mauna Loa, Hawaii, in parts per million, month by month from 1958 on.':
    '夏威夷莫纳罗亚空气中的二氧化碳，以百万分率计，自 1958 年起逐月记录。',
  'Population, life expectancy and children per woman of countries, every five years from 1955 to 2005.':
    '各国的人口、预期寿命和每位妇女的子女数，1955 至 2005 年每五年一次。',
};
