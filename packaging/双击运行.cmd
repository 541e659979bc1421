@echo off
chcp 65001 >nul
title perfeval
cd /d "%~dp0"
"perfeval\perfeval.exe" run "输入" -o "输出"
set code=%errorlevel%
echo.
if exist "输出\汇总.xlsx" start "" "输出\汇总.xlsx"
if "%code%"=="0" echo 做完了。结果在“输出”文件夹里。
if "%code%"=="3" echo 做完了，有的文件读不了，原因见上面。
if "%code%"=="2" echo 没有做成，原因见上面。
echo 按任意键关闭这个窗口。
pause >nul
exit /b %code%
