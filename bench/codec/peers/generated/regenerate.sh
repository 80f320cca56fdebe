#!/bin/sh
# Writes the peers' own generated code again, from ../schemas. Needed only when a schema or a peer's version
# changes; the results are committed, so that a bench needs no compiler. Needs flatc and protoc (Debian:
# flatbuffers-compiler, protobuf-compiler), and bebopc from the npm package bebop-tools as $BEBOPC.
# TypeScript becomes JavaScript by esbuild, which only drops the types and joins the files of one peer.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
schemas=../schemas
bin=../../../node_modules/.bin
esbuild=../../../../node_modules/.bin/esbuild
"$bin/pbf" "$schemas/entity.proto" >pbf.gen.js
protoc -I "$schemas" --plugin=protoc-gen-es="$bin/protoc-gen-es" --es_out="$work" --es_opt=target=js "$schemas/entity.proto"
cp "$work/entity_pb.js" protobuf-es.gen.js
flatc --ts -o "$work/flatbuffers" "$schemas/entity.fbs"
# The file that flatc writes as the entry leaves out the root tables.
for file in "$work"/flatbuffers/reference/*.ts; do
  echo "export * from './reference/$(basename "$file" .ts)'"
done >"$work/flatbuffers/all.ts"
"$esbuild" "$work/flatbuffers/all.ts" --bundle --external:flatbuffers --format=esm \
  --log-level=warning --outfile=flatbuffers.gen.js
# bebopc refuses input files outside its working directory.
(cd "$schemas" && "$BEBOPC" --include entity.bop build --generator "ts:$work/bebop.ts")
"$esbuild" "$work/bebop.ts" --format=esm --log-level=warning --outfile=bebop.gen.js
# esbuild names the temporary input files in comments; they would differ on every run.
sed -i "/^\/\/ \.\./d" flatbuffers.gen.js
rm -r "$work"
