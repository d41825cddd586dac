"""Three small HEIC files. No library we use can write HEIC: made once elsewhere, and kept as text.

Each is blue (40, 90, 160) with a red square (220, 40, 40) at the top left as the camera saw it.
"""

from __future__ import annotations

import base64
import zlib

# 64 x 48, upright; EXIF with a place and XMP, both with the planted secret
PLAIN = zlib.decompress(
    base64.b64decode(
        "eNptUk1oE0EUfrPTTfegUfoDEUtMD0pJbZpYiggSg2301PpTwZu4nd0lA7vJsFnKemoKCnqQ6kU82otXhV7Uk949ePEoCipK"
        "oVAsSsXW9c3sNEj1sW+/97558+bNewMAQ150QzRczgAl4F5F2gG3PQDDCtzIhlSGG44fahsEZxHskXPcb6kk0zWgQKRlHE8R"
        "5QQYirnWZV5jFAotdplDqPOcNz3lydVBdFy1EWMaC6wCf5FEpqzHXIUXuySV1whcsIXwObMj3mqOh443Gge+ypsVPApA54Qd"
        "LkKB+I4L1kJcwFOmCJXUPRWU34Dtna0tgAP0Ou7I1cg+kiQygMoIKr/8C6Nm42LxLCF7Vh4VlswHa58eP39mNcoFpKj8wfA8"
        "hmemyav2yzt4SD9r+WGT+TGy+yHTQWqAt4WrG1PTOsJ8W2hbFl/WqDqbJMmGRNSDgsdc9dCyLIQcF8HuHAkQc8mg5k2Zj4eu"
        "p/ksc9oMdxOVMfVo6pEjgWPLeZdGyJP+zueJ+4vJ3Vtnvn/Z/P3rzdtkJVxeLS1uzn648G390tfm8s8f9NTHlfer2DPIpPOZ"
        "mYEiehYYJKsqzKEeu30UevQNqrKE8xfnxubqU5frV8YmK6XJcvlkwXGxDDDTWYMxq26Kfvo8OvhX/FXJ93T5h3AYehH7UJ/q"
        "+03ok/IaTd2r3YfQq3FI4r+VnI6r/yHH4+ofLymSUw=="
    )
)

# 64 x 48, to be shown turned by 90 degrees to the right, said by the container and by EXIF; same EXIF
TURNED = zlib.decompress(
    base64.b64decode(
        "eNplUk1o1EAUfpNpthF0LVsLrZZlexBKocuutVRPLm0XQWj9qeDVOJuwA8nukA1lPbUFFYVK66XnFsSrh15UPOjNoxfBm4K/"
        "iEKxKJWq6XuTaZH6yMx773vfJG++FwDo9+Prqu5JAWih9MsUh9L1AdiL0ItdSG2gXgsiE4OSIoZ9dlIGTf2SyQpYwChiX1OP"
        "dgIxNCu/h7zGdUrKhq8zqvZg4mkacuqzogz/gIwo1bbU9KyScQiGyTqlihTGH6USTfSzeHaCcYKWNSm/Ab//bG0BHOZX8URv"
        "hR1kSUIETgxOT/6JVXGxODTO2L7KamHBXvny/sHjR069VECI0wYD15CemWTPW8/u4Ee6RTOIGiJoI3oIMvMIHZEt5ZnrVswa"
        "FIGrTExSlIzXIiRJsmHE6FKyLQnkjuOgOyCjZoz9QJ9U4e5QGLDMgsXtG7cwOSojzzeFrKi1hB4DCZQLay7NqzjIHnbPfxi5"
        "N5fcvXnmx6fNv9svXyVr0dJ6cW5z+u35798ufm4s/frJT79be7OOekEmVXxqCoYwc4CzrO6ul0bKciQQiQBw+zh0mJucowbO"
        "XpgZnqlOXKpeHh4tF0dLpbFCzcOWwE4nCdZ0OnYbtMywiLvGrxDesYffh2PQiT6H66m53Yj5Ut5422hmfgjNJ99P/v9OdgC/"
        "6IGY"
    )
)

# 4032 x 3024
TWELVE_MEGAPIXELS = zlib.decompress(
    base64.b64decode(
        "eNpjYGCQSSupLMhIzUxmAILczDRDEDs3MzGNgYExPDe1JJEBAhQzUnKKoGyGgszkEgY0oJSZkw82xMWBgREIgYCxGkIzMHCn"
        "AAnlzMy8NDAXJCoK5KQyQXkZZcmGICZfQWZJLlzJ9cyCogIgvSOzIDkfSFcClTkzMoOEJoAVbfnA8Ofvjx8MDPzMCUAdEg6M"
        "PIz//4MUMINUMIPQll1MDolASR0nRkY0mQWMPxSYvkTmLZk069kDxQUHGhgYeBpAMi1JQA3sLowHizYkOQDtEU7OzynKS86p"
        "AArzMrAB1TCIZBYXpEI8x38A6MELQIZAQWZFJkiEmYODA0iJZxbkwsIPGCQsjUzMLEClObkpicDg407QYFzPIpBQ9X7e3rK3"
        "l3fy3d0NpJb7zdlZ9PT0dL0YDOrMn0qL1/+/5/JfcohJacl/Izzz4h2uxKQ0Bl72rf8t6l6/3j/XZg/UbyQgtpjlL96xJRy1"
        "ZWDgOGFHsn4mq8m8JgdALOZVwSTr5upoh7LY2AJI1u11AMY+d7eBRN2yBlAW5wcZUi1mPgRlaiycQKJeiQIoK5WDZO/mOTjt"
        "12Oov1sm867/w58C0qMahgQMyNfLUUG+XtUH5OsNcyBfbxUFel81kK2XMZhsrUxc5Gt9R7ZW5lXkamVZQq5O1iPk6mR7Q65O"
        "jg5ydXJFkKuT+we5Onk9yNXJT7ZOgQ3k6hS8QK5OoQ/k6hQhuzwTnUCuTjEBsnWS7U/xggHQSbZrJQpGdQ4rnR+Gkk5mxsMA"
        "HNm0ag=="
    )
)
