#!/bin/sh
# 统信、麒麟等 Linux 桌面：双击，选“在终端中运行”
cd "$(dirname "$0")" || exit 2
./perfeval/perfeval run 输入 -o 输出
code=$?
case $code in
  0) echo "做完了。结果在“输出”文件夹里。" ;;
  3) echo "做完了，有的文件读不了，原因见上面。" ;;
  *) echo "没有做成，原因见上面。" ;;
esac
if [ -t 0 ]; then
  [ -f 输出/汇总.xlsx ] && command -v xdg-open >/dev/null && xdg-open 输出/汇总.xlsx
  printf '按回车键关闭这个窗口。'
  read -r _
fi
exit $code
