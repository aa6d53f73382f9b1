// The same read as `GET /v1/reports/{report}` by a lean peer: token verified (and remembered, as the service does), caller
// and report looked up in one statement, scope checked, the report answered as JSON. `benches/benches/reading.rs` starts it.
import { createPublicKey } from 'node:crypto'
import Fastify from 'fastify'
import { createVerifier } from 'fast-jwt'
import pg from 'pg'

const { DATABASE_URL, JWKS_URL } = process.env
const { keys } = await (await fetch(JWKS_URL)).json()
const key = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
const verify = createVerifier({ key, cache: true, allowedAud: 'thidua' })
const url = new URL(DATABASE_URL)
// node-postgres reads `prefer` as `verify-full`, which a cluster of the benchmark does not speak.
url.searchParams.delete('sslmode')
const pool = new pg.Pool({ connectionString: url.href, max: 8 })

const READ = {
  name: 'read',
  text: `SELECT account.grants, account.suspended, session.ended_at, report.*
    FROM account JOIN session ON session.id = $2 AND session.account_id = account.id
    JOIN report ON report.id = $3 WHERE account.id = $1`
}

const app = Fastify({ logger: false })
app.get('/reports/:id', async (request, reply) => {
  const { sub, sid } = verify(request.headers.authorization.slice(7))
  const { rows } = await pool.query({ ...READ, values: [sub, sid, request.params.id] })
  const row = rows[0]
  if (!row || row.suspended || row.ended_at) return reply.code(401).send()
  const grants = JSON.parse(row.grants)
  if (grants.length === 0) return reply.code(403).send()
  reply.header('etag', `"${row.revision}"`)
  return {
    id: row.id,
    cycle: row.cycle_id,
    organisation: row.organisation_id,
    criteriaSet: row.criteria_set_id,
    tier: row.tier,
    state: row.state,
    figures: JSON.parse(row.figures),
    narrative: row.narrative ?? undefined,
    late: row.late,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision
  }
})
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(app.server.address().port)
