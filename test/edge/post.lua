-- wrk: one event by POST.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Sentry-Auth"] = "Sentry sentry_version=7, sentry_key=0123456789abcdef0123456789abcdef"
wrk.body = '{"event_id":"0123456789abcdef0123456789abcdef","message":"' .. string.rep("x", 4000) .. '"}'

function done(summary, latency)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), errors))
end
