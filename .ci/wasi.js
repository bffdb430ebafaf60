#!/usr/bin/env -S node --experimental-wasi-unstable-preview1 --no-warnings
// .ci/wasi.js PROGRAM ARGUMENT... runs a program of GOOS=wasip1, which has the working
// directory for its own. Node 18 needs the flag.
const { readFileSync } = require('node:fs')
const { WASI } = require('node:wasi')
const args = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args, env: { PWD: '/' }, preopens: { '/': process.cwd() } })
WebAssembly.instantiate(readFileSync(args[0]), { wasi_snapshot_preview1: wasi.wasiImport })
  .then(({ instance }) => process.exit(wasi.start(instance)))
