import { create, toBinary } from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt'

// What protoc would hand to protoc-gen-es on its standard input, made without protoc: the generator alone is
// timed then, and no compiler is needed. The request's own message is not among the library's well-known
// types, but it is three fields: its bytes are written here.

const LENGTH_DELIMITED = 2
const FILE_TO_GENERATE = 1
const PARAMETER = 2
const PROTO_FILE = 15

function varint(value) {
  const bytes = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  bytes.push(value)
  return bytes
}

function lengthDelimited(number, bytes) {
  return Buffer.concat([
    Buffer.from([...varint((number << 3) | LENGTH_DELIMITED), ...varint(bytes.length)]),
    bytes,
  ])
}

function field(name, number, type, typeName) {
  return { name, jsonName: name, number, type, typeName, label: FieldDescriptorProto_Label.OPTIONAL }
}

/** The same schema as `protoSchema` in schemas.ts. */
export function generatorRequest(componentNames, fileName) {
  const { FLOAT, UINT32, MESSAGE } = FieldDescriptorProto_Type
  const components = componentNames.map((name) => ({
    name,
    field: [field('x', 1, FLOAT), field('id', 2, UINT32), field('level', 3, UINT32)],
  }))
  const entity = {
    name: 'Entity',
    field: [
      field('entity', 1, UINT32),
      ...componentNames.map((name, index) => field(name.toLowerCase(), index + 2, MESSAGE, `.bench.${name}`)),
    ],
  }
  const file = create(FileDescriptorProtoSchema, {
    name: fileName,
    package: 'bench',
    syntax: 'proto3',
    messageType: [...components, entity],
  })
  return Buffer.concat([
    lengthDelimited(FILE_TO_GENERATE, Buffer.from(fileName)),
    lengthDelimited(PARAMETER, Buffer.from('target=ts')),
    lengthDelimited(PROTO_FILE, Buffer.from(toBinary(FileDescriptorProtoSchema, file))),
  ])
}
