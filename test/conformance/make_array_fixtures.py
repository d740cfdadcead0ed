"""Files of arrays and sounds by scipy, h5py and librosa, for the readers to be held against.

Run in an environment with numpy, scipy, h5py and librosa: python make_array_fixtures.py > fixtures/arrays.json
"""
import base64, io, json, tempfile, wave
import h5py, librosa, numpy as np, scipy.io, scipy.sparse
from scipy.io import wavfile

text = lambda data: base64.b64encode(data).decode()
values = lambda a: {"shape": list(a.shape), "values": [float(v) for v in np.asarray(a).reshape(-1)]}
rng = np.random.default_rng(7)
x = np.round(rng.normal(size=(3, 4)), 3)
cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


def mat(content, **options):
    out = io.BytesIO()
    scipy.io.savemat(out, content, **options)
    return text(out.getvalue())


sparse = scipy.sparse.csc_matrix(np.array([[0, 2.5, 0], [1, 0, 0], [0, 0, -3]]))
content = {
    "x": x, "cube": cube, "small": np.array([[1, 2], [3, 4]], dtype=np.uint8), "labels": np.array([[1], [2], [1]]),
    "long": np.array([[2**33, -5]], dtype=np.int64), "yes": np.array([[True, False, True]]), "sparse": sparse,
    "struct": {"a": x, "deep": {"b": cube}}, "cell": np.array([x, "t"], dtype=object), "text": "Größe",
    "complex": np.array([[1 + 2j]]),
}
read = {"x": values(x), "cube": values(cube), "small": values(content["small"]), "labels": {"shape": [3], "values": [1, 2, 1]},
        "long": {"shape": [2], "values": [2**33, -5]}, "yes": {"shape": [3], "values": [1, 0, 1]},
        "sparse": values(sparse.toarray()), "struct.a": values(x), "struct.deep.b": values(cube)}


def hdf5(write, userblock=0):
    with tempfile.NamedTemporaryFile(suffix=".h5") as file:
        with h5py.File(file.name, "w", userblock_size=userblock) as h5:
            write(h5)
        return bytearray(open(file.name, "rb").read())


def plain(h5):
    h5["x"] = x
    h5.create_dataset("packed", data=cube, compression="gzip", shuffle=True, fletcher32=True, chunks=(1, 3, 4))
    h5["group/long"] = np.array([2**33, -5], dtype=np.int64)
    h5["group/big"] = np.array([1.5, -2], dtype=">f4")
    h5["yes"] = np.array([True, False])
    h5.create_dataset("lzf", data=np.zeros(1000, np.float32), compression="lzf")
    h5["half"] = np.array([1, 2], dtype=np.float16)
    h5["words"] = np.array(["a", "b"], dtype=h5py.string_dtype())


def matlab(h5):
    for name, data in {"x": x, "cube": cube}.items():
        h5[name] = data.T
        h5[name].attrs["MATLAB_class"] = np.bytes_("double")
    h5["text"] = np.array([[71, 114]], dtype=np.uint16)
    h5["text"].attrs["MATLAB_class"] = np.bytes_("char")
    h5["s/a"] = x.T
    h5["#refs#/a"] = x


v73 = hdf5(matlab, 512)
v73[:128] = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"

rate = 8000
tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(400) / rate)).astype(np.float32)


def wav(data, rate=rate):
    out = io.BytesIO()
    wavfile.write(out, rate, data)
    return text(out.getvalue())


def wav24(data):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1), file.setsampwidth(3), file.setframerate(rate)
        file.writeframes(b"".join(int(v).to_bytes(3, "little", signed=True) for v in data))
    return text(out.getvalue())


whole = np.round(tone * 32767).astype(np.int16)
wide = np.round(tone * 8388607).astype(np.int32)
sounds = {
    "float32": (wav(tone), tone), "int16": (wav(whole), whole / 32768), "int32": (wav(wide << 8), wide / 8388608),
    "uint8": (wav((whole // 256 + 128).astype(np.uint8)), (whole // 256) / 128), "int24": (wav24(wide), wide / 8388608),
    "stereo": (wav(np.stack([whole, -whole], 1)), (whole / 32768 - whole / 32768) / 2), "float64": (wav(tone.astype(np.float64)), tone),
}
chirp = librosa.chirp(sr=16000, fmin=100, fmax=6000, length=8000).astype(np.float32)
mel = librosa.feature.melspectrogram(y=chirp, sr=16000, n_fft=512, hop_length=160, n_mels=40, power=2.0, center=True, pad_mode="constant")
spectrum = np.abs(librosa.stft(chirp, n_fft=256, hop_length=128, center=True, pad_mode="constant")) ** 2
print(json.dumps({
    "mat": {"plain": mat(content), "packed": mat(content, do_compression=True)}, "read": read, "v4": mat({"x": x}, format="4"),
    "hdf5": text(bytes(hdf5(plain))), "v73": text(bytes(v73)),
    "hdf5Read": {"x": values(x), "packed": values(cube), "group/long": {"shape": [2], "values": [2**33, -5]},
                 "group/big": {"shape": [2], "values": [1.5, -2]}, "yes": {"shape": [2], "values": [1, 0]}},
    "sounds": {name: {"file": file, "samples": [round(float(v), 7) for v in data[:60]]} for name, (file, data) in sounds.items()},
    "chirp": text(chirp.tobytes()),
    "mel": {"shape": list(mel.shape), "values": text(np.log(np.maximum(mel, 1e-6)).astype(np.float32).tobytes())},
    "spectrum": {"shape": list(spectrum.shape), "values": text(np.log(np.maximum(spectrum, 1e-6)).astype(np.float32).tobytes())},
}))
