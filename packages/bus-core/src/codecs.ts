/** Codecs by name, for transports whose options name one. */
import { binaryCodec, type Codec, type CodecName, jsonCodec } from './codec.ts';
import { BusError } from './errors.ts';

/** Those that need a package of their own are loaded when they are asked for. */
const codecs: Readonly<Record<CodecName, () => Codec | Promise<Codec>>> = {
  binary: () => binaryCodec,
  json: () => jsonCodec,
  protobuf: () => import('./protobuf/index.ts').then(({ protobufCodec }) => protobufCodec, notInstalled),
};

function notInstalled(cause: unknown): never {
  throw new BusError('BUS_CONFIG_INVALID', "codec 'protobuf' needs the package @bufbuild/protobuf; install it", {
    cause,
  });
}

/** @throws BusError `BUS_CONFIG_INVALID` for a name that is none */
export async function codecNamed(name: CodecName): Promise<Codec> {
  if (Object.hasOwn(codecs, name)) return codecs[name]();
  throw new BusError('BUS_CONFIG_INVALID', `codec is one of ${Object.keys(codecs).join(', ')}, not ${String(name)}`);
}
