// node --no-warnings .ci/wasi.js PROGRAM ARGUMENT... runs a program of GOOS=wasip1, which
// has the working directory for its own.
const { readFileSync } = require('node:fs')
const { WASI } = require('node:wasi')
const args = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args, env: { PWD: '/' }, preopens: { '/': process.cwd() } })
WebAssembly.instantiate(readFileSync(args[0]), wasi.getImportObject())
  .then(({ instance }) => process.exit(wasi.start(instance)))
