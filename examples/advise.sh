#!/bin/sh
# Ask the service with curl. Usage: advise.sh [ADDRESS]; ADVISOR_KEY holds the API key, if any.
set -eu
address=${1:-http://127.0.0.1:8000}
key=${ADVISOR_KEY:-none}

ask() {
  curl --silent --show-error --fail-with-body -H "X-API-Key: $key" \
    -H 'Content-Type: application/json' "$@"
}

facts='{"facts": {"tasks": ["question_answering"], "knowledge_source": "private_documents",
  "knowledge_change": "weekly", "citations_required": true}, "as_of": "2026-11-22",
  "detail": "plan"}'

# The plan alone: the whole answer, without "detail", also says why not the others.
ask -D /tmp/advice-headers.$$ --data "$facts" "$address/v1/advise" |
  grep -o '"headline":"[^"]*"'

# Asked again with the answer's name, the service says 304: nothing has changed.
etag=$(sed -n 's/^[Ee][Tt]ag: *\(.*\)\r$/\1/p' /tmp/advice-headers.$$)
rm /tmp/advice-headers.$$
ask --output /dev/null --write-out '%{http_code}\n' -H "If-None-Match: $etag" --data "$facts" \
  "$address/v1/advise"
